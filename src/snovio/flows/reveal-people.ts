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
    return { personId, ...resultOf(run.outcomes.get(personReveal.key(hash))) };
  });
  return {
    results,
    pending: results.filter(({ status }) => status === 'pending').length,
    note: noteOf(results, await snovio.wallsInWords()),
    credits: await snovio.credits([{ run, estimated: false }], spending.maxCredits),
  };
}

/** A 404 says that Snov.io does not know the hash, and nothing of the person's address. */
const UNKNOWN_ID = { status: 'error', reason: 'unknown_id' } as const;

function resultOf(outcome: Outcome<RevealedPerson> | undefined): Omit<RevealResult, 'personId'> {
  if (outcome?.status === 'failed' && outcome.reason === 'not_found') return UNKNOWN_ID;
  return itemResult<RevealedPerson, Omit<RevealResult, 'personId'>>(outcome, answer => ({
    status: answer.emails.length > 0 ? 'found' : 'not_found',
    ...answer,
    emails: [...answer.emails],
  }));
}

function noteOf(results: readonly RevealResult[], walls: string): string | undefined {
  const unknown = results.some(({ reason }) => reason === UNKNOWN_ID.reason);
  const hint =
    unknown && 'unknown_id: Snov.io does not know this id, perhaps no longer: search again for a new one.';
  return [remainder(results, 1, walls), hint].filter(Boolean).join(' ') || undefined;
}
