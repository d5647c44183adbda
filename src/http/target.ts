import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/** A name, an IPv4 address or an IPv6 address in brackets, and a port. No user, no list, nothing encoded. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i;

/**
 * Refuses a request of which two readers could disagree whom it is for: this server checks one Host, and a proxy in front
 * may have checked another (RFC 9112, 3.2). HTTP/1.0 has no Host; whether that is let in is decided later.
 */
export function ambiguousTarget({ headersDistinct, url = '' }: IncomingMessage): Refusal | undefined {
  const hosts = headersDistinct.host ?? [];
  // An absolute target, `POST http://other/mcp`, would take the place of Host.
  const isClear = url.startsWith('/') && hosts.length <= 1 && hosts.every(host => HOST.test(host));
  if (isClear) return undefined;
  const message =
    'A request needs one Host, a name or an address with or without a port, and a path as its target.';
  return { status: 400, message, reason: 'malformed_host' };
}
