import type { Told } from './calls.ts';
import type { Received } from './model/route.ts';
import { addressesOf, mailboxOf, ownerOf } from './model/world.ts';

// What may be said of an item, given what is true.

/** Statuses that say something about the item, for good or for now. */
const CONCLUSIONS = new Set(['found', 'not_found', 'valid', 'not_valid', 'unknown', 'greylisted']);

export function isConclusion(status: string): boolean {
  return CONCLUSIONS.has(status);
}

/** The statuses that are true of an item. */
export function trueStatuses(item: string): string[] {
  const [kind = '', name = ''] = splitOnce(item, ':');
  if (kind === 'verify') {
    const mailbox = mailboxOf(name);
    return mailbox === 'greylisted' ? ['greylisted', 'valid'] : [mailbox];
  }
  if (kind === 'find') return [addressesOf(personIn(name)).length > 0 ? 'found' : 'not_found'];
  if (kind === 'url') return [ownerOf(name) ? 'found' : 'not_found'];
  return [mailboxOf(name) === 'not_valid' ? 'not_found' : 'found'];
}

export function isTrue({ item, status }: Told): boolean {
  return trueStatuses(item).includes(status);
}

function personIn(key: string) {
  const [name = '', domain = ''] = splitOnce(key, '|');
  const [firstName = '', lastName = ''] = splitOnce(name, ' ');
  return { firstName, lastName, domain };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Whether a charged request leaves the item in doubt for good, by the contract: a v1 read proves what happened to an
 * address, and to whatever is found in the end.
 */
export function leavesDoubt(request: Received, item: string): boolean {
  if (!request.ambiguous || !request.items.includes(item)) return false;
  if (request.route === 'verify.v1.add') return false;
  if (/^(find|url)\.v1\.add$/.test(request.route)) {
    return trueStatuses(item).includes('not_found') || request.act.includes('late') || !request.performed;
  }
  return request.charged;
}
