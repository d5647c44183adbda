/** Parameters of a request, with brackets resolved: `a[]=1&b[c]=2` is `{a: ['1'], b: {c: '2'}}`. */
export type Params = Record<string, unknown>;

/** Resolves PHP-style bracketed keys; of a repeated key without brackets the last value counts. */
export function nest(entries: Iterable<[string, unknown]>): Params {
  const root: Params = Object.create(null);
  for (const [key, value] of entries) put(root, pathOf(key), value);
  return compact(root) as Params;
}

function pathOf(key: string): string[] {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  const inner = [...key.slice(open).matchAll(/\[([^\]]*)\]/g)].map(match => match[1] ?? '');
  return [key.slice(0, open), ...inner];
}

function put(root: Params, path: string[], value: unknown): void {
  let node = root;
  for (const step of path.slice(0, -1)) node = child(node, step);
  node[slot(node, path.at(-1) ?? '')] = value;
}

function child(node: Params, step: string): Params {
  const key = slot(node, step);
  const found = node[key];
  if (typeof found === 'object' && found !== null) return found as Params;
  const made: Params = Object.create(null);
  node[key] = made;
  return made;
}

/** `[]` means the next free index. */
function slot(node: Params, step: string): string {
  return step === '' ? String(Object.keys(node).length) : step;
}

/** Turns objects that count 0, 1, 2 … into arrays. */
function compact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  for (const key of keys) (value as Params)[key] = compact((value as Params)[key]);
  const counts = keys.length > 0 && keys.every((key, at) => key === String(at));
  return counts ? Object.values(value) : value;
}

/** A text, trimmed; empty when absent. Numbers and booleans of JSON bodies count as texts. */
export function text(params: Params, name: string): string {
  const value = params[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : '';
}

/** A list of texts: `name[]`, `name[0]` or a JSON array; a value without brackets is no list to PHP. */
export function texts(params: Params, name: string): string[] {
  const value = params[name];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).map(each => String(each).trim());
}

/** A map of texts: `name[label]=value` or a JSON object. */
export function map(params: Params, name: string): Record<string, string> {
  const value = params[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
}

/** A boolean; form bodies carry true, false, 1 or 0 as text. */
export function flag(params: Params, name: string): boolean {
  return ['true', '1'].includes(text(params, name).toLowerCase());
}

/** A whole number, or the fallback when absent or no number. */
export function whole(params: Params, name: string, fallback: number): number {
  const value = Number.parseInt(text(params, name), 10);
  return Number.isFinite(value) ? value : fallback;
}
