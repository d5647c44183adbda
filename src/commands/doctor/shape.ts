/**
 * What an answer looks like by the reference: a kind (`string`, `string|number`, `any`), a list with the shape of its
 * entries, or an object; a key that ends in `?` may be missing.
 */
export type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

const MAX_DIFFERENCES = 8;

/**
 * How a value differs from a shape, at most eight differences such as `data.balance is null, not string`. They name paths
 * and kinds, never values.
 */
export function differences(value: unknown, shape: Shape): string[] {
  return [...new Set(compare(value, shape, ''))].slice(0, MAX_DIFFERENCES);
}

function compare(value: unknown, shape: Shape, path: string): string[] {
  const kind = kindOf(value);
  const place = path || 'the top';
  if (typeof shape === 'string') {
    return shape === 'any' || shape.split('|').includes(kind) ? [] : [`${place} is ${kind}, not ${shape}`];
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return [`${place} is ${kind}, not a list`];
    return value.flatMap(entry => compare(entry, shape[0], `${path}[]`));
  }
  if (kind !== 'object') return [`${place} is ${kind}, not an object`];
  return compareKeys({ ...(value as object) }, shape, path);
}

function compareKeys(value: Record<string, unknown>, shape: Record<string, Shape>, path: string): string[] {
  const pathOf = (key: string) => (path ? `${path}.${key}` : key);
  const known = Object.entries(shape).flatMap(([name, keyShape]) => {
    const key = name.replace(/\?$/, '');
    if (key in value) return compare(value[key], keyShape, pathOf(key));
    return name.endsWith('?') ? [] : [`${pathOf(key)} is missing`];
  });
  const unknown = Object.keys(value).filter(key => !(key in shape) && !(`${key}?` in shape));
  // A key may be an address or an id of somebody: only keys that look like field names are told.
  const told = unknown.filter(key => /^[a-z][a-z_]{0,39}$/i.test(key)).map(key => `${pathOf(key)} is new`);
  return [...known, ...told];
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
