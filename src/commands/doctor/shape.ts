/**
 * What an answer looks like by the reference: a kind (`string`, `string|number`, `any`), a list with the shape of its
 * entries, or an object; a key that ends in `?` may be missing.
 */
export type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

const MOST = 8;

/** How a value differs from a shape: paths and kinds only, never a value. */
export function differences(value: unknown, shape: Shape): string[] {
  return [...new Set(compare(value, shape, ''))].slice(0, MOST);
}

function compare(value: unknown, shape: Shape, path: string): string[] {
  const kind = kindOf(value);
  const at = path || 'the top';
  if (typeof shape === 'string') {
    return shape === 'any' || shape.split('|').includes(kind) ? [] : [`${at} is ${kind}, not ${shape}`];
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return [`${at} is ${kind}, not a list`];
    return value.flatMap(one => compare(one, shape[0], `${path}[]`));
  }
  if (kind !== 'object') return [`${at} is ${kind}, not an object`];
  return compareKeys({ ...(value as object) }, shape, path);
}

function compareKeys(value: Record<string, unknown>, shape: Record<string, Shape>, path: string): string[] {
  const inside = (key: string) => (path ? `${path}.${key}` : key);
  const known = Object.entries(shape).flatMap(([name, one]) => {
    const key = name.replace(/\?$/, '');
    if (key in value) return compare(value[key], one, inside(key));
    return name.endsWith('?') ? [] : [`${inside(key)} is missing`];
  });
  const strange = Object.keys(value).filter(key => !(key in shape) && !(`${key}?` in shape));
  // A key may be somebody's address or id: only what looks like a field's name is told.
  const fresh = strange.filter(key => /^[a-z][a-z_]{0,39}$/i.test(key)).map(key => `${inside(key)} is new`);
  return [...known, ...fresh];
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
