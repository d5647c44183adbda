import { cleanText } from '../../src/errors.ts';

/** The most characters of a name in a message. */
const LONGEST = 60;
/** The most names of one message. */
const MOST = 6;

/** A name that others chose, and what it names: `list`, `campaign`. */
export interface Named {
  readonly what: string;
  readonly name: string;
}

/**
 * A message with the names that it is about. They stand behind all words of our own, in brackets, so that no name can
 * pass for an answer or an instruction: `Ask the user first. [list "Berlin SaaS", campaign "Q4"]`.
 */
export function withNames(message: string, names: readonly Named[]): string {
  const quoted = names.slice(0, MOST).map(({ what, name }) => `${what} "${quotable(name)}"`);
  return `${message} [${quoted.join(', ')}${names.length > MOST ? ', …' : ''}]`;
}

function quotable(name: string): string {
  return cleanText(name, LONGEST).replace(/["\u201C-\u201F\u00AB\u00BB]/g, "'");
}
