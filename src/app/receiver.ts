import type { Config } from '../config/settings.ts';
import { isLoopback } from '../snovio/transport/times.ts';

/** The origin to which Snov.io can send results and events; undefined where it cannot. A real one reaches no address of this machine. */
export function receiverOf({
  publicUrl,
  apiUrl,
  sandbox,
}: Pick<Config, 'publicUrl' | 'apiUrl' | 'sandbox'>): string | undefined {
  if (publicUrl === undefined) return undefined;
  const isNear = sandbox || isLoopback(new URL(apiUrl).hostname);
  return isNear || publicUrl.startsWith('https:') ? publicUrl : undefined;
}
