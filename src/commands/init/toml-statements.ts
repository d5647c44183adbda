import { parse } from 'smol-toml';
import { isRecord } from './is-record.ts';

/** A table's header, or a key with its value, which may take several lines. */
export interface Statement {
  readonly kind: 'header' | 'key';
  /** The keys that lead to the table or value from the top. */
  readonly path: readonly string[];
  /** The first of its lines, and the first behind it, counted from 0. */
  readonly from: number;
  readonly to: number;
}

/**
 * The statements of a TOML text, in their order. Comments and blank lines are in none of them.
 * @param lines of a text that can be parsed, without their `\n`
 * @returns undefined where they cannot be told apart
 */
export function statementsOf(lines: readonly string[]): Statement[] | undefined {
  const statements: Statement[] = [];
  let table: readonly string[] = [];
  for (let from = 0; from < lines.length; ) {
    const line = (lines[from] ?? '').trim();
    const isHeader = line.startsWith('[');
    const to = line === '' || line.startsWith('#') || isHeader ? from + 1 : endOf(lines, from);
    if (to === undefined) return undefined;
    if (isHeader) table = pathOf(line);
    if (isHeader) statements.push({ kind: 'header', path: table, from, to });
    else if (line !== '' && !line.startsWith('#'))
      statements.push({ kind: 'key', path: [...table, ...pathOf(`${keyIn(line)}= 0`)], from, to });
    from = to;
  }
  return statements;
}

/** The text of a key, with the blanks around it. A quoted key that holds an equals sign is cut. */
export function keyIn(line: string): string {
  return line.slice(0, line.indexOf('='));
}

/** The line behind a value: the first with which the text from its key on is whole. */
function endOf(lines: readonly string[], from: number): number | undefined {
  for (let to = from + 1; to <= lines.length; to += 1) {
    if (tryParse(`${lines.slice(from, to).join('\n')}\n`)) return to;
  }
  return undefined;
}

/** The keys that a header or a dotted key consists of. An array of tables is the last of them. */
function pathOf(text: string): string[] {
  const path: string[] = [];
  for (let value: unknown = tryParse(`${text}\n`); isRecord(value); ) {
    const [key] = Object.keys(value);
    if (key === undefined) break;
    path.push(key);
    value = value[key];
  }
  return path;
}

/** What a text holds; undefined for what is no TOML. */
export function tryParse(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
