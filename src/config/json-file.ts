import { readFileSync } from 'node:fs';
import { type ParseError, parse } from 'jsonc-parser';

/**
 * Reads a file of the configuration as JSON. The message of JSON.parse would quote the file, which may hold secrets.
 * @param fail makes the error of a problem, which is a sentence
 * @throws what `fail` makes
 */
export function readJsonFile(path: string, fail: (problem: string) => Error): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw fail(`It cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { disallowComments: true, allowEmptyContent: false });
  const [first] = errors;
  if (!first) return json;
  throw fail(`It is no JSON: look at line ${text.slice(0, first.offset).split('\n').length}.`);
}

/** Such as `tokens[0].creditsPerDay:`, or `The file`. */
export function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'The file';
  const names = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return `${names.join('').replace(/^\./, '')}:`;
}
