import { cutText } from '../../text/cut-text.ts';
import { plainLine } from '../../text/line.ts';
import { toIso } from '../shapes/dates.ts';
import { normaliseEmail } from '../shapes/normalise.ts';
import { unquoted, visibleText } from '../shapes/text.ts';

/** What the body of an event says. Everything in it was written by others. */
export interface EventFacts {
  readonly name?: string;
  readonly email?: string;
  readonly linkedIn?: string;
  readonly prospectHash?: string;
  readonly campaignId?: string;
  readonly campaign?: string;
  readonly subject?: string;
  /** ISO 8601. */
  readonly at?: string;
  /** The mail or message, as plain text. */
  readonly text?: string;
  /** Everything else, a line each: `data.0.email: ann@acme.example`. */
  readonly other?: readonly string[];
}

type Single = Exclude<keyof EventFacts, 'other'>;
type Reader = (value: string) => string | undefined;

/** The most characters of a mail or message that are kept, of a line, and the most lines. */
const LONGEST_TEXT = 4000;
const LONGEST_LINE = 200;
const MOST_LINES = 40;
/** How deep a body is read, and how many of its values: as many as a request may hold. */
const DEEPEST = 6;
const MOST_VALUES = 20_000;

const line: Reader = value => plainLine(unquoted(value)) || undefined;
const anId: Reader = value => (/^(?:[\w+/=-]{1,64}|[\da-f]{1,256})$/i.test(value) ? value : undefined);
const READERS: Readonly<Record<Single, Reader>> = {
  name: line,
  email: normaliseEmail,
  linkedIn: value => (/^https?:\/\/\S{1,300}$/i.test(value) ? value : undefined),
  prospectHash: anId,
  campaignId: anId,
  campaign: line,
  subject: line,
  at: toIso,
  text: value => cutText(visibleText(unquoted(value)), LONGEST_TEXT) || undefined,
};

/**
 * What a value is by its key, or by its key and that of the object around it, written together. No source shows a body: these
 * are the keys of the rows that Snov.io's lists of replies, opens and sent mails have [A], and the words of its knowledge base
 * for what events tell [C:kb]. GUESS: events use them as well.
 */
const KEYS: ReadonlyMap<string, Single> = new Map([
  ...keysOf('name', 'prospectName recipientName fullName'),
  ...keysOf('email', 'prospectEmail recipientEmail recipient email'),
  ...keysOf('linkedIn', 'linkedInProfile linkedIn linkedInUrl'),
  ...keysOf('prospectHash', 'prospectId'),
  ...keysOf('campaignId', 'campaignId'),
  ...keysOf('campaign', 'campaign campaignName'),
  ...keysOf('subject', 'emailSubject mailSubject subject'),
  ...keysOf('at', 'visitedAt sentDate receivedAt eventTime eventTimestamp timestamp'),
  ...keysOf('text', 'emailBody mailBody body message'),
]);

function keysOf(fact: Single, names: string): [string, Single][] {
  return names.split(' ').map(name => [plainKey(name), fact]);
}

/** `email_body`, `emailBody` and `Email Body` are the same. */
function plainKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** A value of a body. */
interface Leaf {
  /** The keys that lead to it. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** Whether it stands in one of several rows: then it is no fact of the whole. */
  readonly isInRow: boolean;
}

/** Reads the body of an event. What is not understood is kept in words, so that nothing is lost but length. */
export function readEvent(body: unknown): EventFacts {
  const facts: Partial<Record<Single, string>> = {};
  const rest: [path: string, value: string][] = [];
  for (const leaf of leavesOf(body)) {
    const value = asText(leaf.value);
    if (value !== undefined && !understand(leaf, value, facts)) rest.push([spelt(leaf.path), value]);
  }
  const other = rest
    .slice(0, MOST_LINES)
    .map(([path, value]) => plainLine(path ? `${path}: ${value}` : value, LONGEST_LINE));
  if (rest.length > MOST_LINES) other.push(`… and ${rest.length - MOST_LINES} more`);
  return { ...facts, ...(other.length > 0 && { other }) };
}

/** @returns whether the value is one of the facts */
function understand(leaf: Leaf, value: string, facts: Partial<Record<Single, string>>): boolean {
  const known = leaf.isInRow ? undefined : factOf(leaf.path);
  // What is so long is somebody's writing, whatever it is called.
  for (const fact of [known, value.length > LONGEST_LINE ? 'text' : undefined] as const) {
    const read = fact && facts[fact] === undefined ? READERS[fact](value) : undefined;
    if (!fact || read === undefined) continue;
    facts[fact] = read;
    return true;
  }
  return false;
}

function factOf(path: readonly string[]): Single | undefined {
  const [outer = '', key = ''] = path.slice(-2).map(plainKey);
  return path.length === 1 ? KEYS.get(outer) : (KEYS.get(outer + key) ?? KEYS.get(key));
}

/** `result[ann@acme.example].status`: a key that is an address stands apart, so that it is found when she is to be forgotten. */
function spelt(path: readonly string[]): string {
  return path.map((key, i) => (/^[\w-]+$/.test(key) ? `${i > 0 ? '.' : ''}${key}` : `[${key}]`)).join('');
}

function* leavesOf(body: unknown): Generator<Leaf> {
  const queue: (Leaf & { depth: number })[] = [{ path: [], value: body, isInRow: false, depth: 0 }];
  // The nearest first: what is said of the whole stands above what is said of its parts.
  for (let at = 0; at < queue.length && at < MOST_VALUES; at += 1) {
    const { depth, ...leaf } = queue[at] as Leaf & { depth: number };
    if (typeof leaf.value !== 'object' || leaf.value === null) yield leaf;
    else if (depth < DEEPEST) queue.push(...partsOf(leaf).map(part => ({ ...part, depth: depth + 1 })));
  }
}

/** A list of one is that one, and a PHP date object one value [A]. */
function partsOf({ path, value, isInRow }: Leaf): Leaf[] {
  const moment = isDateObject(value) && path.length > 0 ? toIso(value) : undefined;
  if (moment !== undefined) return [{ path, value: moment, isInRow }];
  if (Array.isArray(value) && value.length === 1) return [{ path, value: value[0], isInRow }];
  const isList = Array.isArray(value);
  return Object.entries(value as object).map(([key, part]) => ({
    path: [...path, key],
    value: part,
    isInRow: isInRow || isList,
  }));
}

/** Whether it says nothing but a date: an event that has one among its facts is no date. */
function isDateObject(value: unknown): boolean {
  return Object.keys(value as object).every(key => /^(?:date|timezone|timezone_type)$/.test(key));
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
