/** Parameters of a request, with brackets resolved: `a[]=1&b[c]=2` is `{a: ['1'], b: {c: '2'}}`. */
export type Params = Record<string, unknown>;

/** Resolves PHP-style bracketed keys; of a repeated key without brackets the last value counts. */
export function parseBrackets(entries: Iterable<[string, unknown]>): Params {
  const root: Params = Object.create(null);
  for (const [key, value] of entries) set(root, pathOf(key), value);
  return withArrays(root) as Params;
}

function pathOf(key: string): string[] {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  const inner = [...key.slice(open).matchAll(/\[([^[\]]*)\]/g)].map(match => match[1] ?? '');
  return [key.slice(0, open), ...inner];
}

function set(root: Params, path: string[], value: unknown): void {
  let node = root;
  for (const step of path.slice(0, -1)) node = childOf(node, step);
  node[keyOf(node, path.at(-1) ?? '')] = value;
}

function childOf(node: Params, step: string): Params {
  const key = keyOf(node, step);
  const child = node[key];
  if (typeof child === 'object' && child !== null) return child as Params;
  const created: Params = Object.create(null);
  node[key] = created;
  return created;
}

/** `[]` means the next free index. */
function keyOf(node: Params, step: string): string {
  return step === '' ? String(Object.keys(node).length) : step;
}

/** Turns objects whose keys count 0, 1, 2 … into arrays. */
function withArrays(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  for (const key of keys) (value as Params)[key] = withArrays((value as Params)[key]);
  const isArray = keys.length > 0 && keys.every((key, index) => key === String(index));
  return isArray ? Object.values(value) : value;
}

/** A text, trimmed; empty when absent. Numbers and booleans of JSON bodies count as texts. */
export function text(params: Params, name: string): string {
  const value = params[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : '';
}

/** A list of texts: `name[]`, `name[0]` or a JSON array; a value without brackets is no list to PHP. */
export function textList(params: Params, name: string): string[] {
  const value = params[name];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).map(item => String(item).trim());
}

/** A map of texts: `name[label]=value` or a JSON object. */
export function textMap(params: Params, name: string): Record<string, string> {
  const value = params[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}

/** A boolean; form bodies carry true, false, 1 or 0 as text. */
export function boolean(params: Params, name: string): boolean {
  return ['true', '1'].includes(text(params, name).toLowerCase());
}

/** A whole number, or the fallback when absent or no number. */
export function integer(params: Params, name: string, fallback: number): number {
  const value = Number.parseInt(text(params, name), 10);
  return Number.isFinite(value) ? value : fallback;
}

/** Why a request is refused, and the parameter that it is about. */
export interface Problem {
  source: string;
  problem: string;
}

/** The first number that is there and not in its range. */
export function outOfRange(
  params: Params,
  ranges: readonly (readonly [name: string, least: number, most: number])[],
): Problem | undefined {
  for (const [source, least, most] of ranges) {
    const value = integer(params, source, Number.NaN);
    if (source in params && !(value >= least && value <= most))
      return { source, problem: `${source} must be between ${least} and ${most}` };
  }
  return undefined;
}

/** A field that a request can set: the parameter's name, the field's, and how the parameter is read. */
export type Setter<T> = readonly [
  name: string,
  field: keyof T,
  read: (params: Params, name: string) => unknown,
];

/** The fields that a request sets. */
export function fieldsIn<T>(params: Params, setters: readonly Setter<T>[]): Partial<T> {
  const set = setters.filter(([name]) => name in params);
  return Object.fromEntries(set.map(([name, field, read]) => [field, read(params, name)])) as Partial<T>;
}
