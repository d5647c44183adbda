import { isDeepStrictEqual } from 'node:util';
import {
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { SnovioError } from '../../errors.ts';
import type { Entry, Host, Input } from './hosts.ts';

const MARK = '\uFEFF';

/** What a host's JSON holds when nothing else is in it. */
export function newJson(host: Host, name: string, entry: Entry): string {
  const inputs = inputsOf(host, entry);
  return `${JSON.stringify({ ...(inputs.length > 0 && { inputs }), [host.section]: { [name]: entry } }, null, 2)}\n`;
}

/**
 * Puts an entry into JSON with comments; whatever else is there stays as it is, byte for byte. Of an entry that is there,
 * only what starts the server is brought up to date: its credentials and other additions stay.
 * @throws SnovioError that says where the text breaks
 */
export function editJson(text: string, file: string, host: Host, name: string, entry: Entry): string {
  const mark = text.startsWith(MARK) ? MARK : '';
  let json = text.slice(mark.length);
  const root = parse(json, file);
  if (!root) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${newJson(host, name, entry)}`;
  if (root.type !== 'object') throw broken(file, json, root.offset, 'the top is no object');
  for (const [path, value] of changes(root, host, name, entry)) json = put(json, file, path, value);
  parse(json, file);
  return mark + json;
}

/** Sets one value. What is new is inserted at the end of its object or list; no other byte moves. */
function put(json: string, file: string, path: JSONPath, value: unknown): string {
  const root = parse(json, file);
  const key = path.at(-1);
  const parent = root && findNodeAtLocation(root, path.slice(0, -1));
  if (!root || !parent) {
    const [outer = '', ...inner] = path;
    const made = inner.reduceRight<unknown>((one, step) => (step === -1 ? [one] : { [step]: one }), value);
    return put(json, file, [outer], made);
  }
  if (parent.type !== (key === -1 ? 'array' : 'object'))
    throw broken(file, json, parent.offset, `this is no ${key === -1 ? 'list' : 'object'}`);
  const present = key === -1 ? undefined : findNodeAtLocation(parent, [key ?? '']);
  const style = styleOf(json);
  const text = (depth: number) => written(value, style, depth);
  if (present) return splice(json, present.offset, present.length, text(path.length));
  const own = `${key === -1 ? '' : `${JSON.stringify(key)}: `}${text(path.length)}`;
  return insert(json, parent, own, style, path.length);
}

interface Style {
  readonly indent: string;
  readonly eol: string;
}

/** Behind the last child and what is said about it. */
function insert(json: string, parent: Node, own: string, { indent, eol }: Style, depth: number): string {
  const close = parent.offset + parent.length - 1;
  const last = parent.children?.at(-1);
  const after = last ? last.offset + last.length : parent.offset + 1;
  const end = after + json.slice(after, close).trimEnd().length;
  const newline = eol + indent.repeat(depth);
  const tail = json.slice(end, close).includes('\n') ? '' : eol + indent.repeat(depth - 1);
  const inserted = splice(json, end, 0, newline + own + tail);
  return last && !hasComma(json, after, close) ? splice(inserted, after, 0, ',') : inserted;
}

function hasComma(json: string, from: number, to: number): boolean {
  const scanner = createScanner(json.slice(from, to), true);
  scanner.scan();
  return json[from + scanner.getTokenOffset()] === ',';
}

function written(value: unknown, { indent, eol }: Style, depth: number): string {
  return JSON.stringify(value, null, indent).replaceAll('\n', eol + indent.repeat(depth));
}

function splice(text: string, offset: number, length: number, put: string): string {
  return text.slice(0, offset) + put + text.slice(offset + length);
}

/** What has to be set so that the entry is there; nothing when it is. */
function changes(root: Node, host: Host, name: string, entry: Entry): [JSONPath, unknown][] {
  const at = [host.section, name];
  const present = valueAt(root, at);
  const known = isRecord(present) ? present : undefined;
  const inputs = inputsOf(host, entry).flatMap((input): [JSONPath, unknown][] =>
    hasInput(valueAt(root, ['inputs']), input) ? [] : [[['inputs', -1], input]],
  );
  if (!known) return [...inputs, [at, entry]];
  const { env = {}, ...start } = entry;
  const old = isRecord(known.env) ? known.env : undefined;
  const started = Object.entries(start)
    .filter(([key, value]) => !isDeepStrictEqual(known[key], value))
    .map(([key, value]): [JSONPath, unknown] => [[...at, key], value]);
  const missing = Object.entries(env).filter(([key]) => old?.[key] === undefined);
  const added: [JSONPath, unknown][] =
    missing.length > 0 && !old
      ? [[[...at, 'env'], env]]
      : missing.map(([key, value]) => [[...at, 'env', key], value]);
  return [...inputs, ...started, ...added];
}

/** Only those that the entry refers to: the sandbox asks nothing. */
function inputsOf({ inputs = [] }: Host, entry: Entry): readonly Input[] {
  return entry.env ? inputs : [];
}

function hasInput(inputs: unknown, { id }: Input): boolean {
  return Array.isArray(inputs) && inputs.some(one => isRecord(one) && one.id === id);
}

function valueAt(root: Node | undefined, path: JSONPath): unknown {
  const value: unknown = root && getNodeValue(root);
  return path.reduce<unknown>(
    (one, key) => (isRecord(one) || Array.isArray(one) ? Reflect.get(one, key) : undefined),
    value,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string, file: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  if (first) throw broken(file, text, first.offset, printParseErrorCode(first.error));
  return root;
}

function broken(file: string, text: string, offset: number, what: string): SnovioError {
  const before = text.slice(0, offset).split('\n');
  const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const words = what.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return new SnovioError('invalid_input', {
    message: `${file} breaks at ${where}: ${words}. Nothing was changed; repair it and try again.`,
  });
}

/** As the file indents and ends its lines. */
function styleOf(text: string): Style {
  return { indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ', eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
