import { type ParseError, type ParseErrorCode, parse } from 'jsonc-parser';
import { oneLine, widthOf } from '../terminal/text.ts';

/** Where a text stops being JSON. */
export interface JsonProblem {
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  /** The part of the line around the place, and a caret below the place. */
  readonly excerpt: readonly [text: string, caret: string];
}

/** jsonc-parser's numbers: its enum cannot be imported as a value by a bundle of single files. */
const PROBLEMS: Readonly<Record<ParseErrorCode, string>> = {
  1: 'this is not in double quotes, or does not belong here',
  2: 'this is no number',
  3: 'a name in double quotes is expected',
  4: 'a value is expected',
  5: 'a colon is expected',
  6: 'a comma is expected',
  7: 'a closing brace } is expected',
  8: 'a closing bracket ] is expected',
  9: 'the text should end here',
  10: 'JSON has no comments',
  11: 'the comment does not end',
  12: 'the text in quotes does not end',
  13: 'the number does not end',
  14: 'after \\u there are four hexadecimal digits',
  15: 'a backslash before this character means nothing',
  16: 'line breaks and tabs in a text are written \\n and \\t',
};

/** What is shown on either side of the place. */
const AROUND = 30;

/** Where and why a text is not JSON; undefined where it is, and where it is nested too deeply to tell. */
export function jsonProblem(text: string): JsonProblem | undefined {
  const [first] = errorsIn(text);
  if (!first) return undefined;
  const offset = Math.min(first.offset, text.length);
  const before = text.slice(0, offset).split('\n');
  const start = before.at(-1) ?? '';
  const [end = ''] = text.slice(offset).split('\n');
  const left = oneLine(start.slice(-AROUND)) + (/\s$/.test(start) ? ' ' : '');
  return {
    line: before.length,
    column: start.length + 1,
    problem: PROBLEMS[first.error],
    excerpt: [`${left}${oneLine(end.slice(0, AROUND))}`, `${' '.repeat(widthOf(left))}^`],
  };
}

function errorsIn(text: string): ParseError[] {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowEmptyContent: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return errors;
}
