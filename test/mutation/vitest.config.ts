import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestProject, type TestSpecification } from 'vitest/node';

/** Files or patterns, the quickest tests first. */
const tests: string[] = JSON.parse(process.env.MUTATION_TESTS ?? '["test/snovio/tasks/item.test.ts"]');

/** A mutant is dead with the first test that fails: unit tests come before the simulation, and this before its matrix. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      moduleId.includes('/simulation/') ? (moduleId.includes('matrix') ? 2 : 1) : 0;
    return [...files].sort((file, other) => rank(file) - rank(other));
  }
}

/**
 * Stryker selects tests by their names, and those of their groups, with spaces between them; Vitest 5 puts ` > ` there.
 * Without this no test in a group runs, and every mutant survives.
 */
function acceptSpaces({ config }: TestProject): void {
  let pattern: RegExp | undefined;
  Object.defineProperty(config, 'testNamePattern', {
    enumerable: true,
    get: () => pattern,
    set: (names: RegExp | undefined) => {
      pattern = names && new RegExp(names.source.replaceAll(' ', '(?: >)? '));
    },
  });
}

/** The tests that a mutant has to get past, in one process. */
export default defineConfig({
  plugins: [{ name: 'names', configureVitest: ({ project }) => acceptSpaces(project) }],
  test: {
    include: tests,
    sequence: { sequencer: QuickestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
