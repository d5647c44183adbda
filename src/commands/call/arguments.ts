import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { ConfigError } from '../../config/settings.ts';
import type { ToolListing } from '../../mcp/tool-listing.ts';
import { DetailedError } from '../usage/detailed-error.ts';
import { fromPairs, givenTwice } from './argument-pairs.ts';
import { isRow } from './cells.ts';

/**
 * The arguments of a call, as they were given and unchecked.
 * @param given JSON, `-` for JSON from stdin, `@FILE` for JSON from a file; undefined for none
 * @param pairs `name=value` each, from `--arg`
 * @throws DetailedError where the text is not JSON, ConfigError for a wrong pair
 */
export async function readArguments(
  given: string | undefined,
  pairs: readonly string[],
  listing: Pick<ToolListing, 'inputSchema'> | undefined,
): Promise<unknown> {
  const json = given === undefined ? {} : await parseJson(given);
  if (pairs.length === 0) return json;
  if (!isRow(json)) throw new ConfigError('--arg: goes with arguments in braces only, such as {"limit":5}');
  const args = fromPairs(pairs, listing?.inputSchema.properties);
  const twice = Object.keys(args).find(name => Object.hasOwn(json, name));
  if (twice !== undefined) throw givenTwice(twice);
  return { ...json, ...args };
}

async function parseJson(given: string): Promise<unknown> {
  const { text, source } = await sourceOf(given);
  try {
    return JSON.parse(text);
  } catch {
    const { notJson } = await import('./not-json.ts');
    throw notJson(text, source);
  }
}

/** The text that is to be JSON, and where it comes from in words. */
async function sourceOf(given: string): Promise<{ text: string; source: string }> {
  if (given === '-') return { text: (await textOf(process.stdin)).replace(/^\uFEFF/, ''), source: 'stdin' };
  if (!given.startsWith('@')) return { text: given, source: 'the arguments' };
  const path = given.slice(1);
  try {
    return { text: decoded(await readFile(path)), source: path };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new DetailedError(`${path}: cannot be read${code}`, ['Give @ and the path of a file with JSON.']);
  }
}

/** PowerShell 5 writes files in UTF-16, with a mark at their beginning. */
function decoded(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}
