import type { IncomingMessage } from 'node:http';
import { isOpenToAll, type LetIn } from './authenticate.ts';
import type { Refusal } from './refusal.ts';

/** What proxies and content networks add to the requests that they pass on, in the spellings of CGI too. */
const ADDED_BY_PROXIES =
  /^(?:forwarded|via|cdn-loop|(?:x-)?(?:real|client|cluster-client|true-client|fastly-client)-ip|(?:x-forwarded|x-original|x-envoy|cf)(?:-.*)?)$/;

/**
 * Refuses what a proxy has passed on, where no tokens are configured. Without tokens, whoever can connect is let in, since
 * only programs on this machine can; a proxy on this machine that is open to others would let them all in.
 */
export function forwardedToAnybody({ headers }: IncomingMessage, letIn: LetIn): Refusal | undefined {
  if (!isOpenToAll(letIn) || !Object.keys(headers).some(isAddedByProxy)) return undefined;
  return {
    status: 403,
    message:
      'A proxy has passed this request on, so others may reach this server: it has to be started with SNOVIO_HTTP_TOKENS.',
    reason: 'forwarded_without_tokens',
  };
}

function isAddedByProxy(header: string): boolean {
  return ADDED_BY_PROXIES.test(header.replaceAll('_', '-'));
}
