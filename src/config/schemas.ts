import { z } from 'zod';
import { isLoopback } from '../snovio/transport/times.ts';
import { nearest } from '../text/nearest.ts';
import { DEFAULT_TOOLSETS, OPTIONAL_TOOLSETS, TOOLSETS } from '../tool.ts';
import { readDatabaseUrl } from './database-url.ts';

// What the values of settings may be. Each schema reads a string. Its message completes the sentence
// `NAME: "value" …`.

export function wholeNumber(min: number, max: number) {
  const message = `is not a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .refine(n => n >= min && n <= max, message);
}

export const text = z.string().min(1, 'is empty');
export const onOff = z.string().transform((value, context) => {
  if (/^(1|true|on|yes)$/i.test(value)) return true;
  if (/^(0|false|off|no|)$/i.test(value)) return false;
  context.addIssue('is neither on nor off');
  return z.NEVER;
});
/** The items of a comma list, without those that are empty. */
export function itemsOf(value: string): string[] {
  return value
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);
}
export const commaList = z.string().transform(itemsOf);
/** A bare word is more likely a switch or a slip than the name of a file, and must not become one. */
export const auditTarget = z
  .string()
  .refine(value => /^(off|stderr)$/.test(value) || /[./\\]/.test(value), 'is neither off, stderr nor a path');
export const positive = z
  .string()
  .transform(Number)
  .refine(n => n > 0 && n <= 10_000, 'is not a number above 0 and at most 10000');
export const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, `is none of: ${words.join(', ')}`);
const NOT_HTTPS = 'is not an https URL (http only for this machine)';
/** An origin. Snov.io's paths begin at its root, with `/v1` or `/v2`, so that these may be there or not. */
export const apiUrl = z.string().transform((value, context) => {
  const url = httpsUrl(value);
  if (url && /^\/(?:v[12]\/?)?$/.test(url.pathname)) return url.origin;
  context.addIssue(url ? 'has a path, which is not used' : NOT_HTTPS);
  return z.NEVER;
});
/** An origin. Its path is always `/mcp`, so that may be there or not. */
export const publicUrl = z.string().transform((value, context) => {
  const url = httpsUrl(value);
  if (url && /^\/(?:mcp\/?)?$/.test(url.pathname) && !url.search && !url.hash) return url.origin;
  context.addIssue(url ? 'has a path other than /mcp' : NOT_HTTPS);
  return z.NEVER;
});
/** Tokens name their issuer letter by letter, so it stays as it is written. */
export const issuerUrl = z
  .string()
  .refine(value => httpsUrl(value), NOT_HTTPS)
  .refine(value => !/[?#]/.test(value), 'has a query or a fragment, which no issuer has');
/** The characters that a scope can have (RFC 6749, section 3.3). */
export const scopePrefix = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'is not made of characters that a scope can have');

function httpsUrl(value: string): URL | undefined {
  const url = URL.parse(value);
  const isFit = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  return url && isFit ? url : undefined;
}

export const databaseUrl = z.string().superRefine((value, context) => {
  try {
    readDatabaseUrl(value);
  } catch (error) {
    context.addIssue((error as Error).message);
  }
});
/** Keys of the vault, the current one first. */
export const vaultSecrets = commaList
  .refine(keys => keys.length > 0, 'holds no key')
  .refine(keys => keys.every(key => key.length >= 32), 'holds a key of fewer than 32 characters')
  .refine(keys => new Set(keys).size === keys.length, 'holds a key twice');
export const secretKey = z.string().min(24, 'is shorter than 24 characters');

const inCode = (names: readonly string[]) => names.map(name => `\`${name}\``).join(' ');
/** What the setting of toolsets may name, for people. */
export const TOOLSETS_IN_WORDS = `\`default\` (${inCode(DEFAULT_TOOLSETS)}), on request ${inCode(OPTIONAL_TOOLSETS)}, or \`all\``;
const TOOLSET_WORDS: readonly string[] = [...TOOLSETS, 'default', 'all'];
export const toolsets = commaList.superRefine((names, context) => {
  const wrong = names.filter(name => !TOOLSET_WORDS.includes(name));
  if (names.length > 0 && wrong.length === 0) return;
  const each = wrong.map(name => {
    const meant = nearest(name, TOOLSET_WORDS);
    return `${JSON.stringify(name)}${meant ? ` (did you mean ${meant}?)` : ''}`;
  });
  const problem = wrong.length > 0 ? `of them there is no ${each.join(', ')}` : 'it is empty';
  context.addIssue(`is no list of toolsets: ${problem}. Toolsets: ${TOOLSET_WORDS.join(', ')}`);
});
