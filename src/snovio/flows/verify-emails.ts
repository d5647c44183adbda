import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import { type Verification, verifyV1, verifyV2 } from '../methods/verify.ts';
import { normaliseEmail } from '../shapes/normalise.ts';
import type { Snovio } from '../snovio.ts';
import { defineFlow, type Spending } from './flow.ts';
import { creditsNote, type ItemResult, inOneNote, itemResult, remainder, wallsMet } from './item-result.ts';

export interface VerifiedEmail extends ItemResult {
  /** As the caller wrote it. */
  email: string;
  disposable?: boolean | undefined;
  webmail?: boolean | undefined;
  gibberish?: boolean | undefined;
}

export interface VerifyAnswer {
  results: VerifiedEmail[];
  /** How many are paid for or queued and not answered yet. */
  pending: number;
  note?: string | undefined;
  credits: Credits;
}

/** Whether an address can be mailed. Inputs are normalised addresses. */
export const verification = defineFlow<string, Verification>({
  question: 'verify',
  methods: [verifyV1, verifyV2],
  quota: 'verifier',
  key: email => email,
  done: 'verified',
  kindOf: ({ status }) => (status === 'valid' ? undefined : status.replace('_', ' ')),
});

/** What is asked about, for the price question. */
export function addressesInWords(count: number): string {
  return `${count} address${count === 1 ? '' : 'es'}`;
}

/**
 * Tells whether addresses can be mailed: one entry per input, in input order; each address is asked once.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every address met
 */
export async function verifyEmails(
  snovio: Snovio,
  emails: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<VerifyAnswer> {
  const keys = emails.map(normaliseEmail);
  const wanted = [...new Set(keys.filter(key => key !== undefined))];
  const what = addressesInWords(wanted.length);
  const run = await snovio.run(verification, wanted, { ...spending, call, what });
  const results = emails.map((email, i): VerifiedEmail => {
    const key = keys[i];
    if (!key) return { email, status: 'not_valid', reason: 'format' };
    return {
      email,
      ...itemResult<Verification, VerifiedEmail>(run.outcomes.get(key), answer => ({ email, ...answer })),
    };
  });
  const credits = await snovio.credits([{ run, estimated: true }], spending.maxCredits);
  return {
    results,
    pending: results.filter(({ status }) => status === 'pending').length,
    note: inOneNote(remainder(results, 1, await wallsMet(snovio, results, call)), creditsNote(credits)),
    credits,
  };
}

/** What is stored about addresses, by address. Nothing is sent. @param emails normalised */
export async function storedVerifications(
  snovio: Snovio,
  emails: readonly string[],
): Promise<ReadonlyMap<string, Verification>> {
  const known = await snovio.survey(verification, emails, false);
  return new Map(
    [...known].flatMap(([email, { answer }]) => (answer ? [[email, answer as Verification]] : [])),
  );
}
