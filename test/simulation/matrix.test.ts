import { expect, test } from 'vitest';
import { sampleOf } from '../sample.ts';
import { violationsOf } from './check.ts';
import { MATRIX } from './matrix.ts';

/** A broken line breaks many cases: some of them tell enough. */
const MOST_SHOWN = 5;

// Everything that can happen to a request, a process or a disk.
test.each(MATRIX.map(({ name, cases }, turn) => [name, sampleOf(cases, 8, turn)] as const))(
  '%s',
  { timeout: 60_000 },
  async (_, cases) => {
    const broken: string[] = [];
    for (const { name, scenario } of cases) {
      for (const { kind, text } of await violationsOf(scenario)) broken.push(`${name}: ${kind}: ${text}`);
      if (broken.length >= MOST_SHOWN) break;
    }
    expect(broken).toEqual([]);
  },
);
