import { expect, test } from 'vitest';
import { files, patterns } from './patterns.ts';

// Whether they backtrack is the matter of backtracking.deep.test.ts.

/** Where a pattern may be made at run time, and of what. */
const MADE_OF_OUR_OWN: Readonly<Record<string, string>> = {
  'src/sandbox/http/route.ts': 'the paths that the sandbox knows',
  'src/sandbox/state/faults.ts': 'a pattern that a test gave',
  'src/text/line.ts': 'the scripts whose letters join, each looked at with at most four characters before it',
  'src/text/roles.ts': 'forms of at most 2,048 characters',
};

test('the patterns are found', () => {
  expect(patterns.length).toBeGreaterThan(80);
});

test('patterns are written down, not made at run time', () => {
  const making = files.filter(({ made }) => made > 0).map(({ path }) => path);
  expect(making.sort()).toEqual(Object.keys(MADE_OF_OUR_OWN).sort());
});
