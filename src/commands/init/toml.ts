import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, TomlError } from 'smol-toml';
import { SnovioError } from '../../errors.ts';
import type { Entry, Host } from './hosts.ts';

/** A host's TOML with this entry only. */
export function newToml(host: Host, name: string, entry: Entry): string {
  return `[${host.section}.${name}]\n${Object.entries(entry).map(line).join('')}`;
}

/**
 * Puts an entry into TOML. Libraries that write TOML lose its comments, so this adds a table at the end, or sets single
 * lines of the table that is there, and then reads the result to make sure that nothing else has changed.
 * @throws SnovioError that says where the text breaks, or that the entry is written in a way that has to be edited by hand
 */
export function editToml(text: string, file: string, host: Host, name: string, entry: Entry): string {
  const old = read(text, file);
  const section = isRecord(old[host.section]) ? old[host.section] : {};
  const present = isRecord(section) ? section[name] : undefined;
  const known = isRecord(present) ? present : undefined;
  const wanted = { ...known, ...entry };
  if (isDeepStrictEqual(known, wanted)) return text;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const added = newToml(host, name, entry).replaceAll('\n', eol);
  const edited = known ? setLines(text, host, name, entry, eol) : append(text, added, eol);
  const expected = { ...old, [host.section]: { ...(isRecord(section) && section), [name]: wanted } };
  const result = edited === undefined ? undefined : tryRead(edited);
  if (edited !== undefined && isDeepStrictEqual(plain(result), plain(expected))) return edited;
  throw new SnovioError('invalid_input', {
    message: `${file}: "${host.section}.${name}" is written in a way that is not safe to edit here. Nothing was changed; put in by hand what snovio-mcp init prints.`,
  });
}

function append(text: string, added: string, eol: string): string {
  if (text.trim() === '') return text + added;
  return `${text}${text.endsWith('\n') ? '' : eol}${eol}${added}`;
}

/** Sets keys that stand on a line of their own in the table. */
function setLines(text: string, host: Host, name: string, entry: Entry, eol: string): string | undefined {
  const lines = text.split('\n');
  const isHeader = (one: string) => one.replace(/[\s"']/g, '').split('#')[0] === `[${host.section}.${name}]`;
  const start = lines.findIndex(isHeader);
  if (start < 0) return undefined;
  const next = lines.findIndex((one, at) => at > start && /^\s*\[/.test(one));
  const end = next < 0 ? lines.length : next;
  for (const pair of Object.entries(entry)) {
    const at = lines.findIndex(
      (one, i) => i > start && i < end && one.trimStart().split(/\s*=/)[0] === pair[0],
    );
    const text = line(pair).trimEnd() + (eol === '\r\n' ? '\r' : '');
    if (at < 0) lines.splice(start + 1, 0, text);
    else if (!isDeepStrictEqual(tryRead(lines[at] ?? ''), { [pair[0]]: pair[1] })) lines[at] = text;
  }
  return lines.join('\n');
}

function line([key, value]: [string, unknown]): string {
  return stringify({ [key]: value });
}

function read(text: string, file: string): Record<string, unknown> {
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

function tryRead(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Without prototypes and kinds of dates, for comparison. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
