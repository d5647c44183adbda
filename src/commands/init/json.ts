import { isDeepStrictEqual } from 'node:util';
import { findNodeAtLocation, getNodeValue, type JSONPath, type Node } from 'jsonc-parser';
import type { SnovioError } from '../../errors.ts';
import type { ServerEntry } from './entry.ts';
import type { Host, InputPrompt } from './hosts.ts';
import { isRecord } from './is-record.ts';
import {
  APPEND,
  brokenAt,
  doubledKey,
  isEmptyObject,
  parseJson,
  removeJsonValue,
  setJsonValue,
  shortenEmpty,
  styleOf,
} from './json-text.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** The content of a host's JSON file that holds this entry only. */
export function newJson(host: Host, name: string, entry: ServerEntry): string {
  const inputs = inputsOf(host, entry);
  const content = { ...(inputs.length > 0 && { inputs }), [host.section]: { [name]: entry } };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/**
 * Puts an entry into JSON with comments and moves no other byte. Of an entry that is there already, only what starts the
 * server is updated: its credentials and other additions stay.
 * @param file the path, for messages
 * @throws SnovioError `invalid_input` that says where the text is broken
 */
export function editJson(text: string, file: string, host: Host, name: string, entry: ServerEntry): string {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  let json = text.slice(mark.length);
  const root = parseJson(json, file);
  if (!root) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${newJson(host, name, entry)}`;
  if (root.type !== 'object') throw brokenAt(file, json, root.offset, 'the top is no object');
  const style = styleOf(json);
  for (const { path, value } of changesFor(getNodeValue(root), host, name, entry)) {
    json = setJsonValue(json, file, path, value, style);
  }
  const edited = parseJson(json, file);
  // Of a key that is there twice, hosts take the last.
  if (edited && changesFor(getNodeValue(edited), host, name, entry).length > 0)
    throw twiceIn(text.slice(mark.length), file, root, host, name, entry);
  return mark + withoutInputs(json, file, askedFor(valueAt(getNodeValue(root), [host.section, name]), host));
}

/** The error for a key that is there twice, where it is in the file. */
function twiceIn(
  json: string,
  file: string,
  root: Node,
  host: Host,
  name: string,
  entry: ServerEntry,
): SnovioError {
  const start = [host.section, name];
  const inner = Object.keys(entry.env ?? {}).map(variable => ['env', variable]);
  const paths = [...Object.keys(entry).map(key => [key]), ...inner].map(path => [...start, ...path]);
  const found = [...paths, ['inputs']].flatMap(path => doubledKey(root, path) ?? [])[0];
  const { key, offset } = found ?? { key: host.section, offset: root.offset };
  return brokenAt(file, json, offset, `"${key}" is there twice`);
}

interface Change {
  readonly path: JSONPath;
  readonly value: unknown;
}

/** The changes that bring the entry into a file with this content; none when it is there. */
function changesFor(content: unknown, host: Host, name: string, entry: ServerEntry): Change[] {
  const present = valueAt(content, [host.section, name]);
  const inputs = inputsOf(host, entry)
    .filter(input => !hasInput(valueAt(content, ['inputs']), input))
    .map(input => ({ path: ['inputs', APPEND], value: input }));
  // One that is started is no longer one that is elsewhere: nothing of it may stay.
  if (!isRecord(present) || isRemote(present) !== isRemote(entry))
    return [...inputs, { path: [host.section, name], value: entry }];
  return [...inputs, ...updatesOf(present, [host.section, name], entry)];
}

function isRemote(entry: object): boolean {
  const isBridged = 'args' in entry && Array.isArray(entry.args) && entry.args.includes('mcp-remote');
  return isBridged || ['url', 'serverUrl', 'httpUrl'].some(key => key in entry);
}

/** Updates what starts the server, and adds only those variables that are missing. */
function updatesOf(present: Record<string, unknown>, path: JSONPath, entry: ServerEntry): Change[] {
  const { env = {}, headers, ...start } = entry;
  const presentEnv = isRecord(present.env) ? present.env : undefined;
  // A token that the user put in stays.
  const added = headers && !present.headers ? [{ path: [...path, 'headers'], value: headers }] : [];
  const updates = Object.entries(start)
    .filter(([key, value]) => !isDeepStrictEqual(present[key], value))
    .map(([key, value]) => ({ path: [...path, key], value }));
  const missing = Object.entries(env).filter(([key]) => presentEnv?.[key] === undefined);
  if (missing.length > 0 && !presentEnv)
    return [...updates, ...added, { path: [...path, 'env'], value: env }];
  return [...updates, ...added, ...missing.map(([key, value]) => ({ path: [...path, 'env', key], value }))];
}

/** The inputs that the entry refers to; an entry for the sandbox refers to none. */
function inputsOf({ inputs = [] }: Host, entry: ServerEntry): readonly InputPrompt[] {
  return [...JSON.stringify(entry).matchAll(/\$\{input:([\w-]+)\}/g)].flatMap(([, id = '']) => {
    const input = inputs.find(one => id.startsWith(one.id));
    if (!input) return [];
    const account = id.slice(input.id.length + 1);
    return [{ ...input, id, description: `${input.description}${account && ` (${account})`}` }];
  });
}

/**
 * Takes an entry out of JSON with comments, and what was there for it alone: what VS Code asks for, and the section in a
 * file with other settings. Where a file is for servers only, hosts want the section even if it is empty.
 * @returns the text as it was where there is no such entry
 */
export function removeFromJson(text: string, file: string, host: Host, name: string): string {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const json = text.slice(mark.length);
  const root = parseJson(json, file);
  const content: unknown = root && getNodeValue(root);
  const removed = removeJsonValue(json, file, [host.section, name]);
  if (removed === json) return text;
  const asked = askedFor(valueAt(content, [host.section, name]), host);
  return mark + withoutSection(withoutInputs(removed, file, asked), file, host);
}

function withoutSection(json: string, file: string, { section, hasOtherSettings }: Host): string {
  const root = parseJson(json, file);
  const servers = root && findNodeAtLocation(root, [section]);
  if (!servers || !isEmptyObject(json, servers)) return json;
  const left = hasOtherSettings ? removeJsonValue(json, file, [section]) : json;
  return shortenEmpty(shortenEmpty(left, file, [section]), file, []);
}

/** The ids of what an entry has VS Code ask for, of those that this program has put there. */
function askedFor(entry: unknown, { inputs = [] }: Host): string[] {
  const ids = [...(JSON.stringify(entry) ?? '').matchAll(/\$\{input:([\w-]+)\}/g)].map(([, id = '']) => id);
  return ids.filter(id => inputs.some(one => id.startsWith(one.id)));
}

/** Takes out those of these inputs that nothing in the file refers to any more. */
function withoutInputs(json: string, file: string, ids: readonly string[]): string {
  return ids.reduce((text, id) => {
    const root = parseJson(text, file);
    const inputs = valueAt(root && getNodeValue(root), ['inputs']);
    if (!Array.isArray(inputs) || text.includes(`\${input:${id}}`)) return text;
    const index = inputs.findIndex(input => isRecord(input) && input.id === id);
    if (index < 0) return text;
    return removeJsonValue(text, file, inputs.length === 1 ? ['inputs'] : ['inputs', index]);
  }, json);
}

function hasInput(inputs: unknown, { id }: InputPrompt): boolean {
  return Array.isArray(inputs) && inputs.some(input => isRecord(input) && input.id === id);
}

function valueAt(content: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), content);
}
