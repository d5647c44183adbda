import { explain, hasCode, SnovioError } from '../../errors.ts';

/**
 * A part without which the rest is of use all the same.
 * @param what it is, in words that begin a sentence
 * @returns the part, or a note that says what is missing and why
 */
export async function orNote(part: () => Promise<object>, what: string): Promise<object> {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof SnovioError) || hasCode(error, 'cancelled')) throw error;
    return { note: `${what} could not be read: ${explain(error).text}` };
  }
}
