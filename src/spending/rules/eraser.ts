import type { Erasure, Forgotten, Question } from '../store.ts';
import type { WhichEvents } from './event-record.ts';
import type { ItemRecord } from './item-record.ts';
import type { WhichCalls } from './long-call-record.ts';
import { aliasesIn, keyParts, listDomain, mentionsOf, rowsIn, withoutRows } from './mentions.ts';
import { sealed } from './record-steps.ts';

/** A record, and where it stands. */
export type StoredItem = ItemRecord & { readonly account: string; readonly question: Question };

/** What erasing needs of a store. Everything is in all accounts. */
export interface Erasable {
  /** Remembers who was forgotten. From now on nothing that is stored brings them back. @param names mentions, or everything */
  remember(names: Iterable<string> | 'everything'): Promise<void>;
  /** Every record that has its name. */
  named(): AsyncIterable<StoredItem>;
  /**
   * Changes a record in a transaction of its own: it may have changed since it was read.
   * @param decide gives what becomes of it, at this moment by the store's clock; `same`: it stays as it is
   */
  change(
    item: StoredItem,
    decide: (now: StoredItem, at: number) => ItemRecord | undefined | 'same',
  ): Promise<void>;
  /** Removes, or only finds, all records, or those that are finished or in doubt. */
  removeAll(which: 'all' | 'finished', dryRun: boolean): Promise<readonly StoredItem[]>;
  /** Removes, or only counts, long calls. */
  removeCalls(which: WhichCalls, dryRun: boolean): Promise<number>;
  /** Removes, or only counts, events of webhooks. */
  removeEvents(which: WhichEvents, dryRun: boolean): Promise<number>;
}

/**
 * Erases from a store, in all accounts. The spending record holds numbers only and stays, so that walls still count. What a
 * payment that has not ended needs stays as well, without a name, so that nothing is paid for twice.
 * @param dryRun only says what would be erased
 */
export async function erase(store: Erasable, what: Forgotten, dryRun: boolean): Promise<Erasure[]> {
  if (what === 'all' && !dryRun) await store.remember('everything');
  if (what === 'all' || what === 'finished') {
    const gone = await store.removeAll(what, dryRun);
    return [
      ...gone.map(item => erasure(item, 'erased')),
      ...(await fromCalls(store, what, dryRun)),
      ...(await fromEvents(store, 'all', dryRun)),
    ];
  }
  const names = new Set(Object.values(what));
  if (!dryRun) await store.remember(names);
  // What names her may name her in other ways too. What is stored from now on is looked at before it is.
  if (!('domain' in what)) while (await learnMore(store, names, dryRun));
  const erasures: Erasure[] = [];
  for await (const item of store.named()) {
    const done = await apply(store, item, names, dryRun);
    if (done) erasures.push(done);
  }
  const isGone = (parts: readonly unknown[]) => [...mentionsOf(parts)].some(mention => names.has(mention));
  return [
    ...erasures,
    ...(await fromCalls(store, isGone, dryRun)),
    ...(await fromEvents(store, facts => isGone([facts]), dryRun)),
  ];
}

/** A long call goes as a whole, also while it runs: what it has paid for is found again by the items. */
async function fromCalls(store: Erasable, which: WhichCalls, dryRun: boolean): Promise<Erasure[]> {
  const count = await store.removeCalls(which, dryRun);
  return Array.from({ length: count }, () => ({ question: 'call', item: undefined, effect: 'erased' }));
}

/** An event goes as a whole. What comes later about the same people is new, and is kept. */
async function fromEvents(store: Erasable, which: WhichEvents, dryRun: boolean): Promise<Erasure[]> {
  const count = await store.removeEvents(which, dryRun);
  return Array.from({ length: count }, () => ({ question: 'event', item: undefined, effect: 'erased' }));
}

/** @returns whether another name was found */
async function learnMore(store: Erasable, names: Set<string>, dryRun: boolean): Promise<boolean> {
  const found = new Set<string>();
  for await (const item of store.named())
    for (const alias of aliasesOf(item, names)) if (!names.has(alias)) found.add(alias);
  for (const alias of found) names.add(alias);
  if (found.size > 0 && !dryRun) await store.remember(found);
  return found.size > 0;
}

async function apply(
  store: Erasable,
  item: StoredItem,
  names: ReadonlySet<string>,
  dryRun: boolean,
): Promise<Erasure | undefined> {
  const isGone = (value: unknown) => isNamed(item, value, names);
  let done = judge(item, isGone);
  if (!done || dryRun) return done;
  await store.change(item, (now, at) => {
    done = judge(now, isGone);
    if (!done) return 'same';
    if (done.effect === 'erased') return undefined;
    if (done.effect === 'unnamed') return sealed(now, at);
    return { ...now, answer: JSON.stringify(withoutRows(answerOf(now), isGone)) };
  });
  return done;
}

/** What is to be done with a record; undefined: it stays. */
function judge(item: StoredItem, isGone: (value: unknown) => boolean): Erasure | undefined {
  if (item.sealed === 1) return undefined;
  const whole = erasure(item, item.state !== 'done' || item.untold > 0 ? 'unnamed' : 'erased');
  if (isGone(keyParts(item.item)) || isGone(JSON.parse(item.input))) return whole;
  const answer = answerOf(item);
  if (!isGone(answer)) return undefined;
  return isPage(item) && !isGone(withoutRows(answer, isGone)) ? erasure(item, 'shortened') : whole;
}

function erasure({ question, item, sealed }: StoredItem, effect: Erasure['effect']): Erasure {
  return { question, item: sealed === 1 ? undefined : item, effect };
}

function isNamed(item: StoredItem, value: unknown, names: ReadonlySet<string>): boolean {
  return [...mentionsIn(item, value)].some(mention => names.has(mention));
}

/** People in a list belong to its domain, whatever else is said of them. */
function mentionsIn(item: StoredItem, value: unknown): Set<string> {
  const domain = isPage(item) ? listDomain(item.item) : undefined;
  return mentionsOf(value, domain === undefined ? [] : [domain]);
}

/** By what else those are known whom a record names. */
function aliasesOf(item: StoredItem, names: ReadonlySet<string>): string[] {
  return partsOf(item).flatMap(part => (isNamed(item, part, names) ? aliasesIn(mentionsIn(item, part)) : []));
}

/** Each part of a record that is about one person: the rows of a page, or everything. */
function partsOf(item: StoredItem): unknown[] {
  if (isPage(item)) return rowsIn(answerOf(item));
  return [{ key: keyParts(item.item), answer: answerOf(item) }];
}

function isPage({ question, item }: StoredItem): boolean {
  return question === 'domain' && listDomain(item) !== undefined;
}

function answerOf({ answer }: StoredItem): unknown {
  return answer === null ? undefined : JSON.parse(answer);
}
