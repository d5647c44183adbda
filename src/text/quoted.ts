import { plainLine } from './line.ts';

/** The most characters of a name in a message. */
const LONGEST_NAME = 60;
/** The most names of one message. */
const MOST_NAMES = 6;

/** A name that others chose, and what it names: `list`, `campaign`, or `given` for what stood in the arguments. */
export interface Named {
  readonly what: string;
  readonly name: string;
}

/** A text in double quotes, at most 60 characters of it or as many as said. It cannot end the quotation by itself. */
export function quoted(text: string, most: number = LONGEST_NAME): string {
  return `"${plainLine(text, most).replace(/["\u201C-\u201F\u00AB\u00BB\u2033\uFF02]/g, "'")}"`;
}

/**
 * A message with the names that it is about. They stand behind all words of our own, in brackets, so that no name can
 * pass for an answer or an instruction: `Ask the user first. [list "Berlin SaaS", campaign "Q4"]`.
 */
export function withNames(message: string, names: readonly Named[]): string {
  if (names.length === 0) return message;
  const shown = names.slice(0, MOST_NAMES).map(({ what, name }) => `${what} ${quoted(name)}`);
  return `${message} [${shown.join(', ')}${names.length > MOST_NAMES ? ', …' : ''}]`;
}
