import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/** What proxies add to the requests that they pass on. */
const ADDED_BY_PROXIES = /^(?:forwarded|via|x-real-ip|x-forwarded(?:-.*)?)$/;

/**
 * Refuses what a proxy has passed on, where no tokens are configured. Without tokens, whoever can connect is let in, since
 * only programs on this machine can; a proxy on this machine that is open to others would let them all in.
 */
export function forwardedToAnybody(
  { headers }: IncomingMessage,
  tokens: readonly string[],
): Refusal | undefined {
  if (tokens.length > 0 || !Object.keys(headers).some(name => ADDED_BY_PROXIES.test(name))) return undefined;
  return {
    status: 403,
    message:
      'A proxy has passed this request on, so others may reach this server: it has to be started with SNOVIO_HTTP_TOKENS.',
    reason: 'forwarded_without_tokens',
  };
}
