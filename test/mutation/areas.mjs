import { matchesGlob } from 'node:path';

/**
 * What is mutated, and the tests that a mutant there has to get past: those about that code, the quickest first. Tests of
 * the built program, or in a process of their own, cannot see a mutant.
 */
const AREAS = [
  { mutate: 'src/snovio/tasks/item.ts', tests: ['test/snovio/tasks/item.test.ts'] },
  {
    mutate: 'src/snovio/tasks/!(item).ts',
    tests: ['test/snovio/tasks/*.test.ts', 'test/simulation/cases.test.ts'],
  },
  { mutate: 'src/spending/**/*.ts', tests: ['test/spending/*.test.ts'] },
  { mutate: 'src/mcp/{consent,answering-clients}.ts', tests: ['test/mcp/consent*.test.ts'] },
  {
    mutate: 'src/snovio/transport/*.ts',
    tests: ['test/snovio/transport/*.test.ts', 'test/snovio/{limits,pace}.test.ts'],
  },
  { mutate: 'tools/shared/sending.ts', tests: ['test/tools/sending*.test.ts'] },
];

/** All that is mutated where the command line does not say. */
export const MUTATE = AREAS.map(({ mutate }) => mutate);

/** The tests for these files; all tests where no file is named. @param {readonly string[]} files such as `src/mcp/consent.ts` */
export function testsFor(files) {
  const areas = AREAS.filter(({ mutate }) =>
    files.some(file => file === mutate || matchesGlob(file, mutate)),
  );
  const chosen = areas.length > 0 ? areas : AREAS;
  return [...new Set(chosen.flatMap(({ tests }) => tests))];
}
