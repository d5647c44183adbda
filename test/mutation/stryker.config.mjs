import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Mutation testing of the code that spends, asks and talks to Snov.io: `npm run mutation`, or for some files
 * `npm run mutation -- --mutate 'src/mcp/consent.ts'`. The report lies in `reports/mutation`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'src/spending/**/*.ts',
    'src/mcp/consent.ts',
    'src/snovio/transport/**/*.ts',
    'tools/shared/sending.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Every test goes through the protocol and so imports nearly everything: the list of files in this
  // configuration says better than the import graph which tests matter.
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  // Stryker would rewrite tsconfig.json with an API that TypeScript 7 no longer has; nothing here needs it.
  tsconfigFile: 'none',
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  // The tests wait for a server on loopback: a mutant is not hung just because the machine is busy.
  timeoutMS: 20_000,
  timeoutFactor: 3,
  dryRunTimeoutMinutes: 10,
  tempDirName: join(tmpdir(), 'snovio-mutation'),
  cleanTempDir: 'always',
  ignorePatterns: ['dist', 'reports', 'bundle', '*.tgz', '*.mcpb'],
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  thresholds: { high: 90, low: 85, break: 85 },
};
