import { BlockList, isIP } from 'node:net';
import { given, invalid } from '../shared/check.ts';

/**
 * Addresses that do not lead to a public host: private, loopback, link-local, shared, documentation, multicast. Of IPv6
 * only 2000::/3 is given out, so that IPv4 in other clothes (`::ffff:10.0.0.1`, `::ffff:0:10.0.0.1`) is outside.
 */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '4000::/2',
  '8000::/1',
];

let blocked: BlockList | undefined;

/** Made when first asked: most servers never point a webhook anywhere. */
function notPublic(): BlockList {
  if (blocked) return blocked;
  blocked = new BlockList();
  for (const range of NOT_PUBLIC) {
    const [address = '', bits] = range.split('/');
    blocked.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return blocked;
}

/** Characters of a host name in DNS, a final dot included. */
const LONGEST_HOST = 254;

/** Names of private networks: reserved ones, and those that clusters, containers and offices use. */
const PRIVATE_ZONES = [
  ...['localhost', 'local', 'localdomain', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'arpa'],
  ...['svc', 'cluster', 'consul', 'nomad', 'docker', 'onion', 'test', 'invalid'],
];

/** Public names that lead to the address that stands in them, or to this machine: `10.0.0.1.nip.io`. */
const ADDRESS_ZONES = [
  ...['nip.io', 'sslip.io', 'xip.io', 'traefik.me', 'local.gd', 'backname.io', 'rbndr.us', '1u.ms'],
  ...['localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com', 'fuf.me'],
];

/**
 * The endpoint of a webhook: https, and on a host that the whole internet can reach.
 * @param argument the argument that has led to it
 * @throws SnovioError `invalid_input`
 */
export function publicEndpoint(text: string, argument = 'endpointUrl'): URL {
  const url = URL.parse(text.trim());
  if (url?.protocol !== 'https:') {
    throw invalid(argument, 'give the endpoint as a full https:// link; people’s data travels to it.');
  }
  if (url.username || url.password) {
    throw invalid(argument, 'leave the user name and password out of the endpoint.');
  }
  if (url.hostname.length > LONGEST_HOST || isPrivate(url.hostname)) {
    throw invalid(
      argument,
      'this is not a public host; Snov.io could not or should not reach it. Give one that the internet can reach.',
      given(url.hostname),
    );
  }
  return url;
}

/** `localhost..` is `localhost` to a resolver. */
function withoutDots(host: string): string {
  return host.endsWith('.') ? withoutDots(host.slice(0, -1)) : host;
}

/** The parser has already turned every spelling of an IPv4 address (decimal, octal, hex) into the usual one. */
function isPrivate(hostname: string): boolean {
  const host = withoutDots(hostname.replace(/^\[|\]$/g, '')).toLowerCase();
  const version = isIP(host);
  if (version) return notPublic().check(host, version === 6 ? 'ipv6' : 'ipv4');
  const isIn = (zone: string) => host === zone || host.endsWith(`.${zone}`);
  return !host.includes('.') || PRIVATE_ZONES.some(isIn) || ADDRESS_ZONES.some(isIn);
}
