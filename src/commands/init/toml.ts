import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, TomlError } from 'smol-toml';
import { SnovioError } from '../../errors.ts';
import type { ServerEntry } from './entry.ts';
import type { Host } from './hosts.ts';
import { isRecord } from './is-record.ts';
import { keyIn, statementsOf, tryParse } from './toml-statements.ts';

/** The content of a host's TOML file that holds this entry only. */
export function newToml(host: Host, name: string, entry: ServerEntry): string {
  return `[${host.section}.${name}]\n${Object.entries(entry)
    .map(([key, value]) => `${formatKey(key)} = ${formatValue(value)}\n`)
    .join('')}`;
}

/**
 * Puts an entry into TOML. Libraries that write TOML lose its comments. So this appends a table, or sets single keys of the
 * table that is there, and then parses the result to make sure that nothing else has changed. What the user has added to the
 * entry, or set in the place of a default, stays.
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
  const wanted = { ...present, ...entry, ...(present && kept(present, entry)) };
  if (isSame(present, wanted)) return text;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const edited = present
    ? setKeys(text, [host.section, name], present, wanted)
    : appendTable(text, newToml(host, name, entry).replaceAll('\n', eol), eol);
  const expected = { ...content, [host.section]: { ...servers, [name]: wanted } };
  if (edited !== undefined && isSame(tryParse(edited), expected)) return edited;
  throw new SnovioError('invalid_input', {
    message: `${file}: "${host.section}.${name}" is written in a way that is not safe to edit here. Nothing was changed; put in by hand what snovio-mcp init prints.`,
  });
}

/** What stays of an entry that is there: variables, the place of the token, and how long the user lets it start. */
function kept(present: Record<string, unknown>, entry: ServerEntry): object {
  const env = recordAt(present, 'env');
  const { env_vars: names, startup_timeout_sec: timeout, bearer_token_env_var: token } = present;
  const missing = (entry.env_vars ?? []).filter(one => !Array.isArray(names) || !names.includes(one));
  return {
    ...(env && { env: { ...entry.env, ...env } }),
    ...(Array.isArray(names) && { env_vars: [...names, ...missing] }),
    ...(timeout !== undefined && { startup_timeout_sec: timeout }),
    ...(token !== undefined && { bearer_token_env_var: token }),
  };
}

/**
 * Takes an entry out of TOML, with the tables below it. Comments before the next table stay.
 * @returns the text as it was where there is no such entry
 * @throws SnovioError `invalid_input` where it is not safe to take out here
 */
export function removeFromToml(text: string, file: string, host: Host, name: string): string {
  const content = parseToml(text, file);
  const servers = recordAt(content, host.section) ?? {};
  if (!(name in servers)) return text;
  const { [name]: _, ...rest } = servers;
  const edited = withoutTable(text, [host.section, name]);
  const found = tryParse(edited);
  const left = found && { ...found, [host.section]: recordAt(found, host.section) ?? {} };
  if (isSame(left, { ...content, [host.section]: rest })) return edited;
  throw new SnovioError('invalid_input', {
    message: `${file}: "${host.section}.${name}" is written in a way that is not safe to take out here. Nothing was changed; take it out by hand.`,
  });
}

/** A text without a table, and without what stands between its keys and the blank lines behind it. */
function withoutTable(text: string, table: readonly string[]): string {
  const lines = text.split('\n');
  const statements = statementsOf(lines) ?? [];
  const gone = statements.map(({ path, from, to }, index) => {
    const next = statements[index + 1];
    if (!startsWith(path, table)) return { from, to: from };
    return { from, to: next && startsWith(next.path, table) ? next.from : afterBlanks(lines, to) };
  });
  const left = lines.filter((_, index) => !gone.some(({ from, to }) => index >= from && index < to));
  return withOneLineEnd(left.join('\n'));
}

function afterBlanks(lines: readonly string[], from: number): number {
  const next = lines.findIndex((line, index) => index >= from && line.trim() !== '');
  return next < 0 ? lines.length : next;
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((key, index) => path[index] === key);
}

function appendTable(text: string, table: string, eol: string): string {
  if (text.trim() === '') return text + table;
  return `${text}${text.endsWith('\n') ? '' : eol}${eol}${table}`;
}

/**
 * Sets those keys of a table whose values are others now: where they are, or behind its header.
 * @returns undefined where there is no place for one
 */
function setKeys(
  text: string,
  table: readonly string[],
  present: Record<string, unknown>,
  wanted: Record<string, unknown>,
): string | undefined {
  const isInline = statementsOf(text.split('\n'))?.some(
    ({ kind, path }) => kind === 'key' && isSame(path, table),
  );
  if (isInline) return setKey(text, table, wanted);
  let edited: string | undefined = text;
  for (const [key, value] of Object.entries(wanted)) {
    if (edited === undefined || isSame(present[key], value)) continue;
    const path = [...table, key];
    const isTable: boolean | undefined = statementsOf(edited.split('\n'))?.some(
      ({ kind, path: header }) => kind === 'header' && isSame(header, path),
    );
    edited =
      isTable && isRecord(value)
        ? setKeys(edited, path, recordAt(present, key) ?? {}, value)
        : setKey(edited, path, value);
  }
  return edited;
}

function setKey(text: string, path: readonly string[], value: unknown): string | undefined {
  const lines = text.split('\n');
  const statements = statementsOf(lines) ?? [];
  const eol = text.includes('\r\n') ? '\r' : '';
  const at = statements.find(({ kind, path: own }) => kind === 'key' && isSame(own, path));
  const header = statements.find(
    ({ kind, path: own }) => kind === 'header' && isSame(own, path.slice(0, -1)),
  );
  const place = at ?? (header && { from: header.to, to: header.to });
  if (!place) return undefined;
  const present = lines.slice(place.from, place.to);
  const key = at ? keyIn(present[0] ?? '').trimEnd() : formatKey(path.at(-1) ?? '');
  lines.splice(place.from, present.length, ...formatLines(key, value, present).map(line => line + eol));
  return lines.join('\n');
}

/** A key with its value. An array that took several lines takes one for each item again. */
function formatLines(key: string, value: unknown, present: readonly string[]): string[] {
  const [, second] = present;
  if (!Array.isArray(value) || second === undefined) return [`${key} = ${formatValue(value)}`];
  const indent = /^[ \t]*/.exec(second)?.[0] ?? '';
  return [`${key} = [`, ...value.map(item => `${indent}${formatValue(item)},`), ']'];
}

function formatKey(key: string): string {
  return stringify({ [key]: 0 }).split(' =', 1)[0] ?? key;
}

/** In one line: tables are inline tables. */
function formatValue(value: unknown): string {
  if (!isRecord(value)) return stringify({ x: value }).replace(/^x = /, '').trimEnd();
  const pairs = Object.entries(value).map(([key, inner]) => `${formatKey(key)} = ${formatValue(inner)}`);
  return `{ ${pairs.join(', ')} }`;
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
