import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { textOf } from '../../snovio/transport/content.ts';
import { openAgent } from '../../snovio/transport/proxy.ts';
import type { ProxySettings } from '../../snovio/transport/proxy-settings.ts';
import { send } from '../../snovio/transport/send.ts';

/** Documents have some hundred bytes. */
const MAX_BYTES = 5 * 1024;
const TIMEOUT_MS = 3000;

/** What no address of the internet is in (IANA's special-purpose registries); of IPv6 all but the global range is left out. */
const SPECIAL = new BlockList();
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ] as const),
])
  SPECIAL.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  SPECIAL.addSubnet(network, bits, 'ipv6');
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');

/** Whether an address belongs to the internet, and to no network of whoever runs this server. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !SPECIAL.check(address, 'ipv4');
  return family === 6 && GLOBAL.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
}

/** A document cannot be read now, which says nothing of its client. */
export class DocumentAway extends Error {
  override readonly name = 'DocumentAway';
}

/**
 * Reads what a client says of itself at its client id, an https address that anybody may have made up: by name, from public
 * addresses only, without redirects, a few kilobytes within seconds.
 * @param isNear also from this machine, as long as nobody else can reach the server
 * @returns a function that throws DocumentAway where there is no answer, or a server's failure
 */
export function fetchDocuments(
  proxy: ProxySettings | undefined,
  isNear: boolean,
): (url: string | URL) => Promise<Response> {
  const isFit = (address: string) =>
    isPublicAddress(address) || (isNear && ['127.0.0.1', '::1'].includes(address));
  return async url => {
    const address = new URL(url);
    const { origin, hostname, protocol } = address;
    if (protocol !== 'https:' || isIP(hostname.replace(/^\[|\]$/g, '')))
      throw new Error('A client id is an https address with a name.');
    // A connection of its own: a name may lead elsewhere the next time.
    const agent = await openAgent(origin, proxy, {
      maxResponseSize: MAX_BYTES,
      connect: {
        lookup: (name, options, done) =>
          lookup(name, { ...options, all: true }, (error, found) => {
            const fit = error ? [] : found.filter(each => isFit(each.address));
            const [first] = fit;
            if (!first) done(error ?? new Error('The name leads to no public address.'), '', 0);
            else if (options.all) done(null, fit as never);
            else done(null, first.address, first.family);
          }),
      },
    });
    try {
      const answer = await send(agent, address, {
        method: 'GET',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { accept: 'application/json' },
      }).catch(cause => {
        throw new DocumentAway('There is no answer.', { cause });
      });
      if (answer.statusCode >= 500) throw new DocumentAway(`The answer is ${answer.statusCode}.`);
      const text = await textOf(answer, MAX_BYTES);
      const cacheControl = answer.headers['cache-control'];
      const headers: Record<string, string> =
        typeof cacheControl === 'string' ? { 'cache-control': cacheControl } : {};
      const isRead = answer.statusCode === 200;
      return new Response(isRead ? asNative(text) : null, { status: isRead ? 200 : 502, headers });
    } finally {
      await agent.destroy();
    }
  };
}

/**
 * A client on the user's machine takes its answer at a port that it finds free (RFC 8252, section 7.3). Documents, such as Claude
 * Code's, do not say that they are such a client's; their addresses do.
 */
function asNative(text: string): string {
  const document: unknown = JSON.parse(text);
  if (typeof document !== 'object' || document === null || 'application_type' in document) return text;
  const uris =
    'redirect_uris' in document && Array.isArray(document.redirect_uris) ? document.redirect_uris : [];
  const isWeb = uris.every(uri => typeof uri === 'string' && uri.startsWith('https://'));
  return isWeb ? text : JSON.stringify({ ...document, application_type: 'native' });
}
