import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import type { Verification } from '../methods/verify.ts';
import { normaliseEmail } from '../shapes/normalise.ts';
import {
  creditsOf,
  type DispatchContext,
  dispatch,
  type QuestionEngines,
  type Spending,
} from '../tasks/dispatch.ts';
import { type ItemResult, itemResult, remainder } from './item-result.ts';

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

/** Tells whether addresses can be mailed: one entry per input, in input order; each address is asked once. */
export async function verifyEmails(
  asker: DispatchContext,
  question: QuestionEngines<string, Verification>,
  emails: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<VerifyAnswer> {
  const keys = emails.map(normaliseEmail);
  const items = [...new Set(keys)].flatMap(key => (key ? [{ item: key, input: key, price: 1 }] : []));
  const what = `${items.length} address${items.length === 1 ? '' : 'es'}`;
  const outcomes = await dispatch(asker, question, items, { ...spending, call, what });
  const results = emails.map((email, i): VerifiedEmail => {
    const key = keys[i];
    if (!key) return { email, status: 'not_valid', reason: 'format' };
    return {
      email,
      ...itemResult<Verification, VerifiedEmail>(outcomes.get(key), answer => ({ email, ...answer })),
    };
  });
  return {
    results,
    pending: results.filter(one => one.status === 'pending').length,
    note: remainder(results, 1, asker.ceiling.wallsInWords()),
    credits: creditsOf(asker, [{ scope: question.scope, outcomes, estimated: true }], spending.maxCredits),
  };
}
