import type { z } from 'zod';

/** A setting: where its value comes from, what it may be, what it means. */
export interface Setting<S extends z.ZodType, E extends string = string> {
  readonly env: E;
  /** Missing for secrets, since process lists show flags, and for lists that only the environment carries. */
  readonly flag?: string;
  readonly schema: S;
  /** A valid value, for the error message. */
  readonly example: string;
  /** The default in words, for the README's table and for --help. */
  readonly fallback: string;
  readonly meaning: string;
  /** Its value is never shown. */
  readonly secret?: true;
}

/** Declares a setting. Does nothing but infer the type of its schema and the name of its variable. */
export function setting<S extends z.ZodType, const E extends string>(
  declaration: Setting<S, E>,
): Setting<S, E> {
  return declaration;
}
