import type { Ending, Generation, Payment } from '../../spending/store.ts';
import { sleep } from '../transport/wait.ts';
import type { Step } from './item.ts';
import type { Found } from './method.ts';
import type { WorkOptions } from './work.ts';
import type { WorkItem } from './work-item.ts';

/** An item, and where it goes next. */
export interface Change {
  readonly item: WorkItem;
  readonly next: Step;
}

const RETRY_MS = 1000;

/** Stores what the steps need stored, in one transaction for each kind of step. Repeats until the store accepts it. */
export async function storeSteps(options: WorkOptions, changes: readonly Change[]): Promise<void> {
  const groups = Map.groupBy(
    changes.filter(({ next }) => next.write.kind !== 'none'),
    ({ item, next }) => `${item.method.generation} ${kindOf(next)}`,
  );
  for (const [first, ...rest] of groups.values()) if (first) await storeGroup(options, [first, ...rest]);
}

type Group = readonly [Change, ...Change[]];

async function storeGroup(options: WorkOptions, group: Group): Promise<void> {
  for (;;) {
    try {
      return await write(options, group);
    } catch {
      await sleep(RETRY_MS);
    }
  }
}

async function write(options: WorkOptions, group: Group): Promise<void> {
  const { store, scope } = options;
  const [{ item, next }] = group;
  const { state, write } = next;
  const payments = group.flatMap(change => paymentOf(change.item) ?? []);
  if (write.kind === 'started') {
    return store.started(scope, payments, state.name === 'running' ? state.task : undefined);
  }
  if (write.kind === 'doubted') return store.doubted(scope, payments, write.reason);
  if (write.kind === 'released') return store.released(scope, payments);
  const endings = group.flatMap(change => {
    const { state: ended } = change.next;
    if (ended.name !== 'ended' || ended.end.status !== 'done') return [];
    return [endingOf(change.item, paymentOf(change.item)?.sentAt, ended.end.found)];
  });
  await storeAnswers(options, endings, item.method.generation);
}

/** Stores answers, and lets other questions use them. */
export async function storeAnswers(
  { store, scope, onAnswer }: Pick<WorkOptions, 'store' | 'scope' | 'onAnswer'>,
  endings: readonly Ending[],
  generation: Generation,
): Promise<void> {
  await store.settled(scope, endings, generation);
  // The answer is stored. If this fails, other questions cannot use it, and pay for what it says.
  for (const { answer, since } of endings) await onAnswer?.(answer, since).catch(() => {});
}

/** Steps that are stored together. */
function kindOf({ write, state }: Step): string {
  const reason = write.kind === 'doubted' ? write.reason : '';
  return `${write.kind} ${reason} ${state.name === 'running' ? (state.task ?? '') : ''}`;
}

function paymentOf({ key, state }: WorkItem): Payment | undefined {
  return 'sentAt' in state && state.sentAt !== undefined ? { item: key, sentAt: state.sentAt } : undefined;
}

/** What an answer makes of a payment. @param sentAt undefined: a free read of what was not paid for here */
export function endingOf(
  { key, input, openedAt: since }: Pick<WorkItem, 'key' | 'input' | 'openedAt'>,
  sentAt: number | undefined,
  { answer, credits, provisional = false, open = false, miss = false }: Found<unknown> & { state: 'done' },
): Ending {
  return { item: key, input, since, sentAt, answer, credits, provisional, open, miss };
}
