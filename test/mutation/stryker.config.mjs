import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTATE, testsFor } from './areas.mjs';

// The runner's process inherits this: test/mutation/vitest.config.ts reads it. Whoever sets it chooses other tests.
process.env.MUTATION_TESTS ??= JSON.stringify(testsFor(filesInArguments(process.argv)));

/**
 * Mutation testing of the code that spends, asks and talks to Snov.io: `npm run mutation`, or for some files
 * `npm run mutation -- --mutate 'src/mcp/consent.ts'`. The report lies in `reports/mutation`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: MUTATE,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Tests through the protocol import nearly everything: areas.mjs says better than the import graph which tests matter.
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  // Stryker would rewrite tsconfig.json with an API that TypeScript 7 no longer has; nothing here needs it.
  tsconfigFile: 'none',
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 1,
  // A mutant is not hung just because the machine is busy.
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

/** The files that `--mutate` or `-m` names, without the lines that may follow their names. */
function filesInArguments(args) {
  const at = args.findIndex(arg => arg === '--mutate' || arg === '-m');
  return at < 0 ? [] : (args[at + 1] ?? '').split(',').map(file => file.replace(/:.*$/, ''));
}
