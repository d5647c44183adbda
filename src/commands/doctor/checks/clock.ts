import { type Finding, ok } from '../finding.ts';
import type { TokenResponse } from '../token-request.ts';

const WARN_MS = 60_000;
const FAIL_MS = 300_000;

/**
 * Checks this machine's clock, which the ledger and the limits for a day rely on.
 * @returns no finding where the answer has no date
 */
export function checkClock(response: TokenResponse): Finding[] {
  const skewMs = 'networkError' in response ? undefined : response.skewMs;
  if (skewMs === undefined) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (seconds * 1000 < WARN_MS) return [ok('clock', 'right')];
  const text = `This clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Snov.io's.`;
  const remedy = 'Set the clock, best by switching on its setting over the network (NTP).';
  return [{ id: 'clock', state: seconds * 1000 < FAIL_MS ? 'warn' : 'fail', text, remedy }];
}
