import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, TomlError } from 'smol-toml';
import { SnovioError } from '../../errors.ts';
import type { ServerEntry } from './entry.ts';
import type { Host } from './hosts.ts';
import { isRecord } from './is-record.ts';

/** The content of a host's TOML file that holds this entry only. */
export function newToml(host: Host, name: string, entry: ServerEntry): string {
  return `[${host.section}.${name}]\n${Object.entries(entry).map(formatLine).join('')}`;
}

/**
 * Puts an entry into TOML. Libraries that write TOML lose its comments. So this appends a table, or sets single lines of the
 * table that is there, and then parses the result to make sure that nothing else has changed.
 * @param file the path, for messages
 * @throws SnovioError `invalid_input` that says where the text is broken, or that the entry has to be edited by hand
 */
export function editToml(text: string, file: string, host: Host, name: string, entry: ServerEntry): string {
  const content = parseToml(text, file);
  const servers = recordAt(content, host.section) ?? {};
  const present = recordAt(servers, name);
  // One that is started is no longer one that is elsewhere: nothing of it may stay.
  if (present && 'url' in present !== 'url' in entry)
    return editToml(removeFromToml(text, file, host, name), file, host, name, entry);
  const kept = present && recordAt(present, 'env');
  const wanted = { ...present, ...entry, ...(kept && { env: { ...entry.env, ...kept } }) };
  if (isSame(present, wanted)) return text;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const edited = present
    ? setLines(text, `[${host.section}.${name}]`, changed(present, wanted), eol)
    : appendTable(text, newToml(host, name, entry).replaceAll('\n', eol), eol);
  const expected = { ...content, [host.section]: { ...servers, [name]: wanted } };
  if (edited !== undefined && isSame(tryParse(edited), expected)) return edited;
  throw new SnovioError('invalid_input', {
    message: `${file}: "${host.section}.${name}" is written in a way that is not safe to edit here. Nothing was changed; put in by hand what snovio-mcp init prints.`,
  });
}

/**
 * Takes an entry out of TOML, with the tables below it.
 * @returns the text as it was where there is no such entry
 * @throws SnovioError `invalid_input` where it is not safe to take out here
 */
export function removeFromToml(text: string, file: string, host: Host, name: string): string {
  const content = parseToml(text, file);
  const servers = recordAt(content, host.section) ?? {};
  if (!(name in servers)) return text;
  const { [name]: _, ...rest } = servers;
  const table = `[${host.section}.${name}`;
  let isOurs = false;
  const lines = text.split('\n').filter(line => {
    const header = /^\s*\[/.test(line) ? line.replace(/[\s"']/g, '') : undefined;
    if (header !== undefined) isOurs = header.startsWith(`${table}]`) || header.startsWith(`${table}.`);
    return !isOurs;
  });
  const edited = withOneLineEnd(lines.join('\n'));
  const found = tryParse(edited);
  const left = isRecord(found)
    ? { ...found, [host.section]: recordAt(found, host.section) ?? {} }
    : undefined;
  if (isSame(left, { ...content, [host.section]: rest })) return edited;
  throw new SnovioError('invalid_input', {
    message: `${file}: "${host.section}.${name}" is written in a way that is not safe to take out here. Nothing was changed; take it out by hand.`,
  });
}

/** The keys whose values are others now. */
function changed(present: Record<string, unknown>, wanted: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => !isSame(present[key], value)));
}

function appendTable(text: string, table: string, eol: string): string {
  if (text.trim() === '') return text + table;
  return `${text}${text.endsWith('\n') ? '' : eol}${eol}${table}`;
}

/**
 * Sets keys that have a line of their own in the table with this header; keys that are missing follow the header.
 * @returns undefined when no line is this header
 */
function setLines(
  text: string,
  header: string,
  entry: Record<string, unknown>,
  eol: string,
): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex(line => line.replace(/[\s"']/g, '').split('#')[0] === header);
  if (start < 0) return undefined;
  for (const [key, value] of Object.entries(entry)) {
    // Inserted lines move the end of the table.
    const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
    const end = next < 0 ? lines.length : next;
    const at = lines.findIndex(
      (line, index) => index > start && index < end && line.split('=')[0]?.trim() === key,
    );
    const newLine = formatLine([key, value]).trimEnd() + (eol === '\r\n' ? '\r' : '');
    if (at < 0) lines.splice(start + 1, 0, newLine);
    // A line that is right keeps its comment.
    else if (!isSame(tryParse(lines[at] ?? ''), { [key]: value })) lines[at] = newLine;
  }
  return lines.join('\n');
}

function formatLine([key, value]: [string, unknown]): string {
  if (isRecord(value))
    return `${key} = { ${Object.entries(value)
      .map(pair => formatLine(pair).trimEnd())
      .join(', ')} }\n`;
  return stringify({ [key]: value });
}

function parseToml(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    const where =
      cause instanceof TomlError ? `line ${cause.line}, column ${cause.column}` : 'an unknown place';
    throw new SnovioError('invalid_input', {
      message: `${file} breaks at ${where}. Nothing was changed; repair it and try again.`,
      cause,
    });
  }
}

function tryParse(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function recordAt(content: Record<string, unknown>, key: string): Record<string, unknown> | undefined {
  const value = content[key];
  return isRecord(value) ? value : undefined;
}

/** Compares as JSON: the parser's objects have no prototype, and its dates are a class of their own. */
function isSame(a: unknown, b: unknown): boolean {
  const [left, right] = [a, b].map(value => value !== undefined && JSON.parse(JSON.stringify(value)));
  return isDeepStrictEqual(left, right);
}

/** A text that ends with more than one line end keeps the first of them. */
function withOneLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '\r\n'.includes(text.charAt(end - 1))) end -= 1;
  const [first = ''] = /^\r?\n/.exec(text.slice(end)) ?? [];
  return text.slice(0, end) + first;
}
