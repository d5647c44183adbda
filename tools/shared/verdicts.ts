import { storedVerifications } from '../../src/snovio/flows/verify-emails.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import type { VERDICTS } from '../../src/snovio/shapes/statuses.ts';
import { explainWords } from '../../src/text/vocabulary.ts';
import type { Context } from '../../src/tool.ts';

/** What stands in the note of an answer that holds addresses without a verdict. */
export const UNVERIFIED =
  'Addresses without status: not verified. verify_emails tells whether they can be mailed, for up to 1 credit each.';

/** What an address was verified as, and why it could not be told. */
export interface Verdict {
  readonly status?: (typeof VERDICTS)[number];
  readonly reason?: string;
}

/** Nothing is sent or paid to find out. @returns what is stored of an address in any spelling; nothing where nothing is */
export async function storedVerdicts(
  emails: readonly (string | undefined)[],
  { snovio }: Context,
): Promise<(email: string | undefined) => Verdict> {
  const key = (email = '') => normaliseEmail(email) ?? '';
  const keys = new Set(emails.map(key).filter(Boolean));
  const stored = await storedVerifications(snovio, [...keys]);
  return email => {
    const { status, reason } = stored.get(key(email)) ?? {};
    return { ...(status && { status }), ...(reason && { reason }) };
  };
}

/**
 * The note of an answer that holds addresses.
 * @param note what it says besides
 * @param emails the addresses, with their verdicts where there are any
 * @param words others that may need a word
 */
export function verdictNote(
  note: string | false | undefined,
  emails: readonly { readonly status?: string | undefined; readonly reason?: string | undefined }[],
  words: readonly string[] = [],
): string {
  const isUnverified = emails.some(({ status }) => status === undefined);
  const said = emails.flatMap(({ status, reason }) => [status, reason]);
  return [note, isUnverified && UNVERIFIED, explainWords([...words, ...said])].filter(Boolean).join(' ');
}
