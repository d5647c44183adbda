import type { IncomingMessage } from 'node:http';
import { validateHostHeader } from '@modelcontextprotocol/server';
import type { DoorRules } from '../front-door.ts';

/**
 * The origin that clients reach this server by. A proxy that ends TLS says so in `Forwarded` or `X-Forwarded-Proto`, and
 * may say what the Host was. It is believed only as far as it names a host that is let in; where no tokens are
 * configured, what a proxy passes on was refused before.
 */
export function publicOrigin(request: IncomingMessage, { allowedHosts }: DoorRules): string {
  const { headers } = request;
  const forwarded = first(headers.forwarded);
  const proto = first(headers['x-forwarded-proto']) ?? parameter(forwarded, 'proto');
  const told = first(headers['x-forwarded-host']) ?? parameter(forwarded, 'host');
  const isKnown = told !== undefined && HOST.test(told) && validateHostHeader(told, [...allowedHosts]).ok;
  const host = isKnown ? told : headers.host;
  return `${proto?.toLowerCase() === 'https' ? 'https' : 'http'}://${host}`;
}

const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** What the proxy that is nearest to the client wrote. */
function first(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',', 1)[0]
      ?.trim() || undefined
  );
}

/** A parameter of a `Forwarded` header, such as `proto=https;host="mcp.example.com"`. */
function parameter(forwarded: string | undefined, name: string): string | undefined {
  const pairs = forwarded?.split(';').map(pair => pair.split('=', 2)) ?? [];
  const [, value] = pairs.find(([key = '']) => key.trim().toLowerCase() === name) ?? [];
  return value?.trim().replace(/^"(.*)"$/, '$1') || undefined;
}
