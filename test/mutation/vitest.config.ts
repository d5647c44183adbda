import { defineConfig } from 'vitest/config';

/**
 * The tests that a mutant has to get past: those about the code that is mutated. They run in one process; tests of the
 * built program cannot see a mutant. The fewer there are, the sooner a run ends.
 */
export default defineConfig({
  test: {
    include: [
      'test/mcp/**/*.test.ts',
      'test/snovio/transport/**/*.test.ts',
      'test/snovio/{limits,pace}.test.ts',
      'test/snovio/flows/mixed-prices.test.ts',
      'test/faults/ledger.test.ts',
      'test/tools/sending*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
