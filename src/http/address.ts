import { isIPv4 } from 'node:net';

/**
 * The network that a connection comes from, as what is counted per address: an IPv4 address, also one written as IPv6, or
 * the first 64 bits of an IPv6 address, within which a single machine can choose its addresses freely.
 */
export function networkOf(address = 'unknown'): string {
  const plain = address.replace(/^::ffff:/i, '');
  if (isIPv4(plain) || !address.includes(':')) return plain;
  const [withoutZone = ''] = address.split('%', 1);
  const [front = '', back] = withoutZone.split('::');
  const groups = front === '' ? [] : front.split(':');
  const written = groups.length + (back ? back.split(':').length : 0);
  const zeros = back === undefined ? 0 : Math.max(0, 8 - written);
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...(back ? back.split(':') : [])];
  return `${all.slice(0, 4).join(':')}::/64`;
}
