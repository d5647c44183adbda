import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { patterns } from './patterns.ts';

// What parses a text from outside takes time in proportion to its length: a regular expression that backtracks would let
// one hostile text stop the server for everybody.

interface Checked {
  readonly status: 'safe' | 'vulnerable' | 'unknown';
  readonly attack?: { readonly pattern: string };
}

/** Installed by `npm run test:deep` only, so that the compiler does not find its types. */
const { check } = createRequire(new URL('packages/', import.meta.url))('recheck') as {
  check(source: string, flags: string, options: { timeout: number }): Promise<Checked>;
};

test.each(patterns.map(({ path, source, flags }) => [path, source, flags] as const))(
  '%s /%s/%s takes linear time',
  async (_, source, flags) => {
    const result = await check(source, flags, { timeout: 100_000 });
    expect(result.status, result.attack?.pattern).toBe('safe');
  },
);
