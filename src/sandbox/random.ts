import { hash, randomBytes } from 'node:crypto';

/** A seeded generator of numbers in [0, 1): the same seed draws the same task durations. */
export type Random = () => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a: a number below 2^32 that depends on the text only. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** So many hex digits (at most 128) that depend on the text only. */
export function hexOf(text: string, length: number): string {
  return hash('sha512', text).slice(0, length);
}

/** A base64-looking id of the form that add-prospect-to-list answers, ending in `==`. */
export function opaqueId(text: string): string {
  return `${hash('md5', text, 'base64url').slice(0, 22)}==`;
}

/**
 * Random hex digits for tokens and task hashes. Not seeded: a hash from before a reset or a restart must never
 * name another task.
 */
export function randomHex(length: number): string {
  return randomBytes(length / 2).toString('hex');
}
