import { type ErrorCode, SnovioError } from '../../errors.ts';
import { type Finding, type FindingId, failFrom } from './finding.ts';

/** Where a failed request belongs and what to do about it, whichever check it happened in. */
const REMEDIES: Partial<Record<ErrorCode, readonly [FindingId, string]>> = {
  plan_forbidden: ['plan', 'Choose a paid plan, or ask the Snov.io support for test access to the API.'],
  not_enough_credits: ['balance', 'Buy credits or wait for the renewal.'],
  hourly_quota: [
    'quota',
    'Wait until the hour is over. With SNOVIO_PLAN set, the quota is kept before it is hit.',
  ],
  rate_limited: [
    'quota',
    'Wait a minute; other programs that use this account share its 60 requests a minute.',
  ],
  upstream_unavailable: ['reach', 'Snov.io is down or overloaded. Wait some minutes; nothing is lost.'],
};

/** The finding for a failed request. @returns undefined when the error's code has no remedy of its own */
export function failByCode(error: unknown): Finding | undefined {
  if (!(error instanceof SnovioError)) return undefined;
  const [id, remedy] = REMEDIES[error.code] ?? [];
  return id && remedy ? failFrom(id, error, remedy) : undefined;
}
