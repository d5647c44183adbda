import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import { type RevealedPerson, revealV2 } from '../methods/database-people.ts';
import type { FoundEmail } from '../methods/find.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import { defineFlow, type Spending } from './flow.ts';
import { BAD_FORMAT, type ItemResult, itemResult, remainder } from './item-result.ts';

export interface RevealResult extends ItemResult, Partial<Omit<RevealedPerson, 'emails'>> {
  /** As the caller wrote it. */
  personId: string;
  emails?: FoundEmail[] | undefined;
}

export interface RevealAnswer {
  results: RevealResult[];
  /** How many are paid for and not answered yet. */
  pending: number;
  note?: string | undefined;
  credits: Credits;
}

/**
 * The hidden name and the addresses of somebody whom a search in the database has found. Inputs are the hashes of rows:
 * nothing else in a row says for certain who it is. Whether a person has the same hash in every search is not documented;
 * under another one the same person is paid for again.
 */
export const personReveal = defineFlow<string, RevealedPerson>({
  question: 'database',
  methods: [revealV2],
  key: hash => JSON.stringify(['person', hash]),
  verdicts: ({ emails }) => emails,
});

/** The hash that an id stands for; undefined where it can be none. */
export function revealHash(personId: string): string | undefined {
  const hash = personId.trim();
  return /^[\w-]{8,128}$/.test(hash) ? hash : undefined;
}

/**
 * Reveals people: one entry per input, in input order; each hash is asked once.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every person met
 */
export async function revealPeople(
  snovio: Snovio,
  personIds: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<RevealAnswer> {
  const hashes = personIds.map(revealHash);
  const wanted = [...new Set(hashes.filter(hash => hash !== undefined))];
  const what = `${wanted.length} ${wanted.length === 1 ? 'person' : 'people'}`;
  const run = await snovio.run(personReveal, wanted, { ...spending, call, what });
  const results = personIds.map((personId, i): RevealResult => {
    const hash = hashes[i];
    if (!hash) return { personId, ...BAD_FORMAT };
    const outcome = run.outcomes.get(personReveal.key(hash));
    return { personId, ...revealResult<Omit<RevealResult, 'personId'>>(outcome, toResult) };
  });
  return {
    results,
    pending: results.filter(({ status }) => status === 'pending').length,
    note: noteOf(results, await snovio.wallsInWords()),
    credits: await snovio.credits([{ run, estimated: false }], spending.maxCredits),
  };
}

const UNKNOWN_ID = { status: 'error', reason: 'unknown_id' } as const;

/**
 * What became of a reveal. A 404 says that Snov.io does not know the hash, and nothing of the person's address.
 * @param answered makes the result from Snov.io's answer
 */
export function revealResult<R extends ItemResult>(
  outcome: Outcome<RevealedPerson> | undefined,
  answered: (answer: RevealedPerson) => Omit<R, 'source' | 'checkedAt'>,
): R | ItemResult {
  if (outcome?.status === 'failed' && outcome.reason === 'not_found') return UNKNOWN_ID;
  return itemResult<RevealedPerson, R>(outcome, answered);
}

function toResult(answer: RevealedPerson) {
  const status = answer.emails.length > 0 ? ('found' as const) : ('not_found' as const);
  return { status, ...answer, emails: [...answer.emails] };
}

/** What to do about people whose hash Snov.io does not know. */
export function unknownNote(results: readonly Partial<ItemResult>[]): string | undefined {
  return results.some(({ reason }) => reason === UNKNOWN_ID.reason)
    ? 'unknown_id: Snov.io does not know this id, perhaps no longer: search again for a new one.'
    : undefined;
}

function noteOf(results: readonly RevealResult[], walls: string): string | undefined {
  return [remainder(results, 1, walls), unknownNote(results)].filter(Boolean).join(' ') || undefined;
}
