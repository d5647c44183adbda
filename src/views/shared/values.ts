import { visible } from '../../text/line.ts';

// Values in an answer, whatever is in their place: a view shows what it can read, and leaves the rest out.

/** The most characters of a text that are looked at, and that a line shows. */
const LONGEST = 10_000;
const LINE = 200;

/** An empty object for everything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** An empty list for everything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Undefined for everything else, and for what is no number to count with. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A text on one line of at most so many characters, with nothing hidden in it; undefined for everything else. */
export function textOf(value: unknown, most: number = LINE): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = visible(value.slice(0, LONGEST));
  return (text.length > most ? `${text.slice(0, most - 1)}…` : text) || undefined;
}
