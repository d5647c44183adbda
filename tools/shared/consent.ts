import { type AskAbout, type ErrorCode, SnovioError } from '../../src/errors.ts';
import type { Named } from '../../src/text/quoted.ts';
import type { Context } from '../../src/tool.ts';

/** What a call must not do before somebody has agreed to it. */
export interface Question {
  readonly about: AskAbout;
  /** What is agreed to. These words are only compared: whoever agrees to some has not agreed to others. */
  readonly actions: readonly string[];
  /** What others named, shown last. */
  readonly names: readonly Named[];
  /** For the person, who is asked where the client can ask. */
  readonly text: string;
  /** For the box that they tick. */
  readonly label: string;
  /** For the agent, where nobody can be asked. */
  readonly code: ErrorCode;
  readonly refusal: string;
}

/** The most characters of a place in a message: not more than a name's, so that it is not cut again. */
const LONGEST_PLACE = 60;

/** A host or address for a message. What is too long loses its beginning: its end says whose it is. */
export function placed(what: string, place: string): Named {
  return { what, name: place.length > LONGEST_PLACE ? `…${place.slice(1 - LONGEST_PLACE)}` : place };
}

/**
 * Whether this may be done. A person who can be asked has to have agreed, whatever the call says of them.
 * @param said the call's own word for it: its `allowSending` or `confirm`
 */
export function isAgreed(
  actions: readonly string[],
  said: boolean | undefined,
  { agreed }: Context,
): boolean {
  return agreed ? actions.every(action => agreed.includes(action)) : said === true;
}

/** The refusal of what nobody has agreed to yet; it carries the question if somebody can be asked. */
export function notAgreed(question: Question, { agreed }: Context): SnovioError {
  const { code, refusal: message, actions, ...ask } = question;
  const { names } = ask;
  return new SnovioError(code, { message, names, ...(agreed && { ask: { ...ask, grant: { actions } } }) });
}
