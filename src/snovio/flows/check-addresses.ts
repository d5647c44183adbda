import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import { type FoundEmail, type Person, type PersonEmails, personKey } from '../methods/find.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import { emailSearch, isEstimated } from './find-emails.ts';
import type { Spending } from './flow.ts';
import { creditsNote, type ItemResult, inOneNote, itemResult, remainder, wallsMet } from './item-result.ts';
import { hasFree } from './run-flow.ts';
import { verification } from './verify-emails.ts';

/** Whose address is asked about. */
export interface AddressQuestions {
  /** People whose address has to be found first; from `toPerson`. */
  readonly people: readonly Person[];
  /** Normalised addresses, each once. */
  readonly emails: readonly string[];
}

/** What is known of an address: a status of the verifier's, or why there is none. */
export interface CheckedAddress extends ItemResult {
  /** The address, where it had to be found. */
  email?: string | undefined;
  disposable?: boolean | undefined;
  gibberish?: boolean | undefined;
}

export interface AddressAnswers {
  /** By `personKey`. */
  readonly people: ReadonlyMap<string, CheckedAddress>;
  readonly emails: ReadonlyMap<string, CheckedAddress>;
  /** Tells what they cost. Each credit is told once, so that this is the last that a caller waits for. */
  tell(): Promise<AddressCosts>;
}

export interface AddressCosts {
  /** What is left to do, in words. */
  readonly note: string | undefined;
  readonly credits: Credits;
}

interface Options extends Spending {
  readonly call: CallContext;
  /** Whether the caller has other answers to give: a failure that all of these meet is not the call's then. */
  readonly hasOthers: boolean;
}

/**
 * Finds the addresses of people, and tells whether the other addresses can be mailed, with one budget for both. Addresses
 * that are found come with their verdict.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that everybody met
 */
export async function checkAddresses(
  snovio: Snovio,
  { people, emails }: AddressQuestions,
  { call, hasOthers, fresh = false, maxCredits }: Options,
): Promise<AddressAnswers> {
  const searches = await snovio.survey(emailSearch, people, fresh);
  const checks = await snovio.survey(verification, emails, fresh);
  const known = [...searches.values(), ...checks.values()];
  const isKnown = hasOthers || hasFree(searches) || hasFree(checks);
  const count = people.length + emails.length;
  const what = `${count} lead${count === 1 ? '' : 's'}`;
  const price = known.filter(({ mayCost }) => mayCost).length;
  const budget = await snovio.budget(price, maxCredits, what, call, isKnown);
  const tolerant = hasOthers || (people.length > 0 && emails.length > 0);
  const options = { fresh, what, budget, tolerant };
  const progress = (done: number, message: string) => call.progress?.(done, count, message);
  const found = await snovio.run(emailSearch, people, {
    ...options,
    call: { ...call, progress: (done, _, message) => progress(done, message) },
  });
  const checked = await snovio.run(verification, emails, {
    ...options,
    call: { ...call, progress: (done, _, message) => progress(people.length + done, message) },
  });
  const answers = {
    people: resultsOf(people.map(personKey), found.outcomes, bestOf),
    emails: resultsOf(emails, checked.outcomes, answer => answer),
  };
  const parts = [
    { run: found, estimated: isEstimated(found, snovio) },
    { run: checked, estimated: emails.length > 0 },
  ];
  const results = [...answers.people.values(), ...answers.emails.values()];
  const tell = async () => {
    const walls = await wallsMet(snovio, results, call);
    const credits = await snovio.credits(parts, maxCredits);
    return { note: inOneNote(remainder(results, 1, walls), creditsNote(credits)), credits };
  };
  return { ...answers, tell };
}

type Read<A> = (answer: A) => Omit<CheckedAddress, 'source' | 'checkedAt'>;

function resultsOf<A>(
  keys: readonly string[],
  outcomes: ReadonlyMap<string, Outcome<A>>,
  read: Read<A>,
): ReadonlyMap<string, CheckedAddress> {
  return new Map(keys.map(key => [key, itemResult<A, CheckedAddress>(outcomes.get(key), read)]));
}

/** Most likely to take mail first. */
const LIKELY: readonly FoundEmail['status'][] = ['valid', 'greylisted', 'unknown', 'not_valid'];

/** Of several addresses the one that most likely takes mail. */
function bestOf({ emails }: PersonEmails): Omit<CheckedAddress, 'source' | 'checkedAt'> {
  const [best] = emails.toSorted((a, b) => LIKELY.indexOf(a.status) - LIKELY.indexOf(b.status));
  return best ?? { status: 'not_found' };
}
