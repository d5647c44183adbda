import { hasCode, SnovioError } from '../../errors.ts';
import type { Credits } from '../../spending/ceiling.ts';
import { explainWords } from '../../text/vocabulary.ts';
import type { CallContext } from '../call-context.ts';
import { isoSeconds } from '../shapes/dates.ts';
import type { ItemStatus } from '../shapes/statuses.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';

export interface ItemResult {
  status: ItemStatus;
  reason?: string | undefined;
  source?: 'ledger' | 'v1' | 'v2' | undefined;
  /** ISO 8601. */
  checkedAt?: string | undefined;
}

/** An outcome as an item of a flow's answer. @param answered makes the item from Snov.io's answer */
export function itemResult<A, R extends ItemResult>(
  outcome: Outcome<A> | undefined,
  answered: (answer: A) => Omit<R, 'source' | 'checkedAt'>,
): R | ItemResult {
  if (outcome === undefined || outcome.status === 'pending')
    return { status: 'pending', ...(outcome?.reason && { reason: outcome.reason }) };
  if (outcome.status === 'not_run') return { status: 'not_run', reason: outcome.reason };
  if (outcome.status === 'failed') {
    return outcome.reason === 'not_found'
      ? { status: 'not_found' }
      : { status: 'error', reason: outcome.reason };
  }
  const checkedAt = isoSeconds(outcome.checkedAt);
  return { ...answered(outcome.answer), source: outcome.source, checkedAt } as unknown as R;
}

/** What the user's limits leave now, in words, where one of them has kept some of the results from being asked about. */
export async function wallsMet(
  snovio: Snovio,
  results: readonly Partial<Pick<Telling, 'status' | 'reason'>>[],
  call: Pick<CallContext, 'holders'>,
): Promise<string> {
  return results.some(isWalled) ? snovio.wallsInWords(call) : '';
}

function isWalled({ status, reason }: Partial<Pick<Telling, 'status' | 'reason'>>): boolean {
  return status === 'not_run' && reason === 'credit_ceiling';
}

/** A failure as the reason of an item. */
export function reasonOf(error: unknown): string {
  if (hasCode(error, 'rate_limited')) return 'rate_limit';
  return error instanceof SnovioError ? error.code : 'internal';
}

function creditsInWords(credits: number): string {
  return `${credits} credit${credits === 1 ? '' : 's'}`;
}

/** An item that is no name, domain or link: free, never sent. */
export const BAD_FORMAT = { status: 'error', reason: 'format' } as const;

/** A result, and what it says of a mailbox. */
interface Telling extends Pick<ItemResult, 'status' | 'reason'> {
  readonly emails?: readonly { readonly status?: string; readonly reason?: string | undefined }[] | undefined;
  readonly disposable?: boolean | undefined;
  readonly gibberish?: boolean | undefined;
}

/** The words of a result that may have to be explained. What is not over is told with what is left to do. */
function wordsIn({ status, reason, emails = [], disposable, gibberish }: Telling): (string | undefined)[] {
  if (status === 'pending' || status === 'not_run') return [];
  const ofEmails = emails.flatMap(email => [email.status, email.reason]);
  return [
    status,
    reason,
    ...ofEmails,
    disposable ? 'disposable' : undefined,
    gibberish ? 'gibberish' : undefined,
  ];
}

/**
 * What is left to do, in words: how many items of each kind, and the most that the rest can cost; and what the odd words
 * mean that stand in the results.
 * @param price the most that an item can cost
 * @param walls what the user's limits leave, in words
 */
export function remainder(results: readonly Telling[], price: number, walls = ''): string | undefined {
  const pending = results.filter(({ status }) => status === 'pending');
  const idle = results.filter(({ status }) => status === 'not_run');
  const parts: string[] = [];
  const doubtful = pending.filter(({ reason }) => reason === 'in_doubt').length;
  const begun = pending.length - doubtful;
  if (begun > 0)
    parts.push(`${begun} pending (already queued or paid): repeat the same call, it continues free.`);
  if (doubtful > 0)
    parts.push(
      `${doubtful} pending (in doubt): repeat the same call, it reads first and pays only for what was never queued.`,
    );
  if (pending.some(({ reason }) => reason === 'hourly_quota'))
    parts.push("The plan's hourly quota is used up: what is pending can be read when the hour is over.");
  for (const [reason, group] of Map.groupBy(idle, result => result.reason ?? 'deadline')) {
    parts.push(`${group.length} not_run (${reason}).`);
  }
  if (idle.length > 0) parts.push(`The rest can cost at most ${creditsInWords(idle.length * price)}.`);
  if (walls && idle.some(isWalled)) parts.push(walls);
  return inOneNote(...parts, explainWords(results.flatMap(wordsIn)));
}

/** What a person may misread in the credits, in words. */
export function creditsNote({ spent, paidEarlier = 0, estimated }: Credits): string | undefined {
  const isAllEarlier = spent === 0 && paidEarlier > 0;
  return inOneNote(
    isAllEarlier &&
      `Nothing was paid now: earlier calls paid ${creditsInWords(paidEarlier)} for these answers.`,
    estimated && explainWords(['estimated']),
  );
}

/** The parts of a note that there are, one after the other. */
export function inOneNote(...parts: readonly (string | false | undefined)[]): string | undefined {
  return parts.filter(Boolean).join(' ') || undefined;
}
