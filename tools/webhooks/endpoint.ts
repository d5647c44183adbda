import { BlockList, isIP } from 'node:net';
import { given, invalid } from '../shared/check.ts';

/** Addresses that do not lead to a public host: private, loopback, link-local, shared, documentation, multicast. IPv4 in IPv6 falls under the IPv4 rows. */
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
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
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

const PRIVATE_NAME =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|in-addr\.arpa|onion)$/;

/**
 * The endpoint of a webhook: https, and on a host that the whole internet can reach.
 * @throws SnovioError `invalid_input`
 */
export function publicEndpoint(text: string): URL {
  const url = URL.parse(text.trim());
  if (url?.protocol !== 'https:') {
    throw invalid('endpointUrl', 'has to be a full https:// link; people’s data travels to it.');
  }
  if (url.username || url.password) {
    throw invalid('endpointUrl', 'must not hold a user name or password.');
  }
  if (url.hostname.length > LONGEST_HOST || isPrivate(url.hostname)) {
    throw invalid(
      'endpointUrl',
      'this is not a public host; Snov.io could not or should not reach it.',
      given(url.hostname),
    );
  }
  return url;
}

/** The parser has already turned every spelling of an IPv4 address (decimal, octal, hex) into the usual one. */
function isPrivate(hostname: string): boolean {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/(?<!\.)\.+$/, '')
    .toLowerCase();
  const version = isIP(host);
  if (version) return notPublic().check(host, version === 6 ? 'ipv6' : 'ipv4');
  return !host.includes('.') || PRIVATE_NAME.test(host);
}
