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

/** The step of a path that appends to a list. */
export const APPEND = -1;

/**
 * Parses JSON with comments and trailing commas.
 * @param file the path, for messages
 * @returns undefined for a text without a value
 * @throws SnovioError `invalid_input` that says where the text is broken
 */
export function parseJson(text: string, file: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = treeOf(text, file, errors);
  const [first] = errors;
  if (first) throw brokenAt(file, text, first.offset, inWords(printParseErrorCode(first.error)));
  return root;
}

function treeOf(text: string, file: string, errors: ParseError[]): Node | undefined {
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
    // Whatever reads the tree goes as deep as the parser.
    if (root) getNodeValue(root);
    return root;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SnovioError('invalid_input', {
      message: `${file} is nested too deeply to be edited here. Nothing was changed; put in by hand what snovio-mcp init prints.`,
      cause,
    });
  }
}

/**
 * Sets one value in a text that holds an object, and moves no other byte. A new key or list entry goes to the end of its
 * object or list. Where that is missing, everything below the path's first key is created.
 * @param path ends with {@link APPEND} for a new list entry
 * @param style of the file before any change
 * @throws SnovioError `invalid_input` when something else is in the way
 */
export function setJsonValue(
  text: string,
  file: string,
  path: JSONPath,
  value: unknown,
  style: Style,
): string {
  const root = parseJson(text, file);
  const parent = root && findNodeAtLocation(root, path.slice(0, -1));
  if (!root || !parent) {
    const [outer = '', ...inner] = path;
    const nested = inner.reduceRight<unknown>(
      (content, step) => (step === APPEND ? [content] : { [step]: content }),
      value,
    );
    return setJsonValue(text, file, [outer], nested, style);
  }
  const key = path.at(-1) ?? '';
  const isEntry = key === APPEND;
  if (parent.type !== (isEntry ? 'array' : 'object'))
    throw brokenAt(file, text, parent.offset, `this is no ${isEntry ? 'list' : 'object'}`);
  const formatted = formatValue(value, style, path.length);
  const present = isEntry ? undefined : findNodeAtLocation(parent, [key]);
  if (present) return replaceRange(text, present.offset, present.length, formatted);
  const child = isEntry ? formatted : `${JSON.stringify(key)}: ${formatted}`;
  return insertChild(text, parent, child, style, path.length);
}

/** The second of two keys of one name, on the way that a path takes from the top. Hosts take the last, editors the first. */
export function doubledKey(root: Node, path: JSONPath): { key: string; offset: number } | undefined {
  let node: Node | undefined = root;
  for (const key of path) {
    const all: Node[] = node?.children ?? [];
    const [first, second] = all.filter(({ children }) => children?.[0]?.value === key);
    if (second) return { key: String(key), offset: second.offset };
    node = first?.children?.[1];
  }
  return undefined;
}

/** How a file indents and ends its lines. */
export interface Style {
  readonly indent: string;
  readonly eol: string;
}

export function styleOf(text: string): Style {
  return { indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ', eol: text.includes('\r\n') ? '\r\n' : '\n' };
}

function formatValue(value: unknown, { indent, eol }: Style, depth: number): string {
  return JSON.stringify(value, null, indent).replaceAll('\n', eol + indent.repeat(depth));
}

/** Inserts behind the last child and the comments that follow it. */
function insertChild(
  text: string,
  parent: Node,
  child: string,
  { indent, eol }: Style,
  depth: number,
): string {
  const close = parent.offset + parent.length - 1;
  const last = parent.children?.at(-1);
  const afterLast = last ? last.offset + last.length : parent.offset + 1;
  const afterComments = afterLast + text.slice(afterLast, close).trimEnd().length;
  const before = eol + indent.repeat(depth);
  const after = text.slice(afterComments, close).includes('\n') ? '' : eol + indent.repeat(depth - 1);
  const inserted = replaceRange(text, afterComments, 0, before + child + after);
  return last && !startsWithComma(text.slice(afterLast, close))
    ? replaceRange(inserted, afterLast, 0, ',')
    : inserted;
}

/** Whether the first token is a comma; comments are no tokens. */
function startsWithComma(text: string): boolean {
  return commaAt(text) !== undefined;
}

/** Where the first token is, if that is a comma. */
function commaAt(text: string): number | undefined {
  const scanner = createScanner(text, true);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === ',' ? at : undefined;
}

/**
 * Removes a key with its value, or an entry of a list, one comma, and the lines that held nothing else. No other byte moves.
 * @returns the text as it was where there is none
 */
export function removeJsonValue(text: string, file: string, path: JSONPath): string {
  const root = parseJson(text, file);
  const value = root && findNodeAtLocation(root, path);
  const property = typeof path.at(-1) === 'number' ? value : value?.parent;
  if (!property) return text;
  const end = property.offset + property.length;
  const next = commaAt(text.slice(end));
  if (next !== undefined) {
    const withoutComma = replaceRange(text, end + next, 1, '');
    return cutLines(withoutComma, property.offset, end);
  }
  const siblings = property.parent?.children ?? [];
  const before = siblings[siblings.indexOf(property) - 1];
  const cut = cutLines(text, property.offset, end);
  if (!before) return cut;
  const last = before.offset + before.length;
  const comma = commaAt(text.slice(last)) ?? 0;
  return replaceRange(cut, last + comma, 1, '');
}

/** An object that holds nothing, not even a comment, in its shortest form: what was taken out of it leaves line ends behind. */
export function shortenEmpty(text: string, file: string, path: JSONPath): string {
  const root = parseJson(text, file);
  const node = root && findNodeAtLocation(root, path);
  return node && isEmptyObject(text, node) ? replaceRange(text, node.offset, node.length, '{}') : text;
}

export function isEmptyObject(text: string, { type, offset, length }: Node): boolean {
  return type === 'object' && text.slice(offset + 1, offset + length - 1).trim() === '';
}

/** Cuts a range out, with the rest of its lines where only blanks are left of them. */
function cutLines(text: string, start: number, end: number): string {
  const left = text.slice(0, start).match(/(\r?\n)[ \t]*$/)?.[0] ?? '';
  const isAlone = left !== '' && /^[ \t]*(\r?\n|$)/.test(text.slice(end));
  return isAlone
    ? text.slice(0, start - left.length) + text.slice(end).replace(/^[ \t]+/, '')
    : text.slice(0, start) + text.slice(end);
}

function replaceRange(text: string, offset: number, length: number, replacement: string): string {
  return text.slice(0, offset) + replacement + text.slice(offset + length);
}

/** The parser's name of a problem, which is in camel case. */
function inWords(problem: string): string {
  return problem.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** The error for a text that cannot be edited. @param problem in words */
export function brokenAt(file: string, text: string, offset: number, problem: string): SnovioError {
  const linesBefore = text.slice(0, offset).split('\n');
  const where = `line ${linesBefore.length}, column ${(linesBefore.at(-1)?.length ?? 0) + 1}`;
  return new SnovioError('invalid_input', {
    message: `${file} breaks at ${where}: ${problem}. Nothing was changed; repair it and try again.`,
  });
}
