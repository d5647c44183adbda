import type { IncomingMessage } from 'node:http';
import { validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server';
import type { LetIn } from './authenticate.ts';
import { forwardedToAnybody } from './forwarded.ts';
import type { Refusal } from './refusal.ts';
import { ambiguousTarget } from './target.ts';

/** Whose requests are let in, and through which names they may come. */
export interface DoorRules extends LetIn {
  /** Host names, without ports, that the server answers to. */
  readonly allowedHosts: readonly string[];
  /** Host names, without ports, that an Origin header may name. */
  readonly allowedOrigins: readonly string[];
}

/** Refuses a request that names this server, or where it comes from, in a way that is not let in. Tokens are not looked at. */
export function refusedAtDoor(request: IncomingMessage, rules: DoorRules): Refusal | undefined {
  const unclear = ambiguousTarget(request) ?? forwardedToAnybody(request, rules);
  if (unclear) return unclear;
  const byHost = refusedByHost(request, rules);
  if (byHost) return byHost;
  if (!validateOriginHeader(request.headers.origin, [...rules.allowedOrigins]).ok) return UNKNOWN_ORIGIN;
  return undefined;
}

/** The same for a page that browsers open: where a form comes from is its own business. */
export function refusedByHost(
  request: IncomingMessage,
  { allowedHosts }: Pick<DoorRules, 'allowedHosts'>,
): Refusal | undefined {
  const unclear = ambiguousTarget(request);
  if (unclear) return unclear;
  return validateHostHeader(request.headers.host, [...allowedHosts]).ok ? undefined : UNKNOWN_HOST;
}

const UNKNOWN_HOST: Refusal = {
  status: 403,
  message: 'This Host is not served here (SNOVIO_HTTP_ALLOWED_HOSTS).',
  reason: 'unknown_host',
};

const UNKNOWN_ORIGIN: Refusal = {
  status: 403,
  message: 'This Origin is not let in (SNOVIO_HTTP_ALLOWED_ORIGINS).',
  reason: 'unknown_origin',
};
