import { ConfigError } from '../../config/settings.ts';
import { isRow } from './cells.ts';

/**
 * Arguments from the shell, one by one.
 * @param pairs `name=value` each
 * @param properties the tool's arguments in JSON Schema
 * @throws ConfigError where a pair has no name, or a single value is given twice
 */
export function fromPairs(pairs: readonly string[], properties: unknown): Record<string, unknown> {
  const args = new Map<string, unknown>();
  for (const pair of pairs) {
    const [, name, text = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined)
      throw new ConfigError(`--arg: ${JSON.stringify(pair)} is no name=value. Example: --arg limit=5`);
    const type = typeOf(name, properties);
    if (args.has(name) && type !== 'array') throw givenTwice(name);
    const value = type === 'string' ? text : readValue(text);
    args.set(name, type === 'array' ? [args.get(name) ?? [], value].flat() : value);
  }
  return Object.fromEntries(args);
}

export function givenTwice(name: string): ConfigError {
  return new ConfigError(`--arg: ${JSON.stringify(name)} is given twice`);
}

function typeOf(name: string, properties: unknown): unknown {
  const property = isRow(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isRow(property) ? property.type : undefined;
}

/** A number, a list, true, false, … where the text is plainly that; else the text itself. Long ids stay texts. */
function readValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' && String(value) !== text ? text : value;
  } catch {
    return text;
  }
}
