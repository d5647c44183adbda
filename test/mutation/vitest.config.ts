import { defineConfig } from 'vitest/config';

/** The tests that a mutant has to get past. They run in one process; those of the built program cannot see a mutant. */
export default defineConfig({
  test: {
    include: ['test/snovio/transport/**/*.test.ts', 'test/mcp/**/*.test.ts', 'test/tools/sending*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
