import { BlockList, isIP } from 'node:net';
import type { Agent } from 'undici';
import type { ProxySettings } from './proxy-settings.ts';

/** How long a proxy may take to make a connection: as long as undici gives one without a proxy. */
const PROXY_TIMEOUT_MS = 10_000;

/** The proxy that leads to an origin; undefined where none does. */
export function proxyFor(origin: string, proxy: ProxySettings = {}): string | undefined {
  const url = new URL(origin);
  const { httpProxy, httpsProxy = httpProxy, noProxy = '' } = proxy;
  return isExempt(url, noProxy) ? undefined : url.protocol === 'https:' ? httpsProxy : httpProxy;
}

/**
 * Opens connections to an origin, through its proxy where it has one. undici's own reader of proxies would read the
 * environment. HTTP/2 would lead all requests over one connection, also those that must have one of their own.
 */
export async function openAgent(
  origin: string,
  proxy?: ProxySettings,
  options: Agent.Options = {},
): Promise<Agent> {
  const { Agent, Pool, ProxyAgent } = await import('undici');
  const uri = proxyFor(origin, proxy);
  const own = { ...options, allowH2: false };
  if (uri === undefined) return new Agent(own);
  const clientFactory = (url: URL, connecting: object) =>
    new Pool(url, { ...connecting, headersTimeout: PROXY_TIMEOUT_MS });
  return new ProxyAgent({ ...own, proxyTls: { allowH2: false }, uri, clientFactory }) as unknown as Agent;
}

/**
 * The status with which a proxy refused to pass a request on, from the error that undici makes of it; undefined for any
 * other error. The request has not left the proxy then.
 */
export function proxyRefusal(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const [, tunnel, plain] =
    /^Proxy response \((\d{3})\) !== 200|^Proxy Authentication Required \((407)\)/.exec(cause.message) ?? [];
  return tunnel ?? plain;
}

/** Whether one of the entries names the host: by name, as `.suffix`, as an address or a range of them, perhaps with a port. */
function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = bare(hostname);
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return noProxy.split(/[,\s]+/).some(entry => {
    // An IPv6 address with a port stands in brackets; without, all its colons are its own.
    const [, name = entry, entryPort] = /^(\[.+\]|[^:]*):(\d+)$/.exec(entry) ?? [];
    return (entryPort === undefined || entryPort === ownPort) && covers(bare(name), host);
  });
}

function covers(entry: string, host: string): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  if (isIP(host)) return entry === host || inRange(host, entry);
  const suffix = entry.replace(/^\*?\./, '');
  return host.endsWith(`.${suffix}`) || (host === suffix && !entry.startsWith('*'));
}

/** @param range such as `10.0.0.0/8` */
function inRange(address: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (!family || family !== isIP(address) || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, Number(bits), name);
  return list.check(address, name);
}

/** A host without brackets and the root's dot, in small letters. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.+)\]$/, '$1')
    .replace(/^(.+)\.$/, '$1');
}
