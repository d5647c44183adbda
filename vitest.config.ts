import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These run with `--mode deep` alone: they take minutes, or packages of their own (test/packages). */
const DEEP = 'test/**/*.deep.test.ts';

/** These try a sample of all ways, a larger one with `--mode deep`, and every way with `--mode every` (test/sample.ts). */
const SAMPLED = [
  'test/simulation/matrix.test.ts',
  'test/simulation/random.test.ts',
  'test/snovio/plans.test.ts',
  'test/tools/hostile-input.test.ts',
];

/** These run commands in the test's process, and the built program with `--mode deep` (test/commands/in-process.ts). */
const COMMANDS = [
  'test/audit/file.test.ts',
  'test/binary/command-line.test.ts',
  'test/binary/wrong-usage.test.ts',
  ...['estimate', 'files', 'leads', 'money', 'people', 'prepare', 'resume', 'steps'].map(
    name => `test/commands/run-${name}.test.ts`,
  ),
  'test/commands/run.test.ts',
  'test/docs/commands.test.ts',
  'test/http/entry.test.ts',
  'test/http/tokens.test.ts',
  'test/leaving/programs.test.ts',
];

/** These take longest in each of the two, besides those that try a sample: mostly they wait. */
const LONG = [
  'commands/run.test',
  'commands/run-people.test',
  'mcp/cards/attacks.test',
  'snovio/faults.test',
  'snovio/flows/doubt.test',
  'tools/find-people-list.test',
  'demo.deep.test',
  'faults/faults.deep.test',
  'hostile/sweep.deep.test',
  'leaving/poison.deep.test',
  'conformance/conformance.deep.test',
  'faults/consent.deep.test',
  'faults/credits.deep.test',
  'faults/disk.deep.test',
  'faults/tasks.deep.test',
  'http/cancel.deep.test',
  'http/container.deep.test',
  'http/tenants.deep.test',
  'mcp/tasks/tasks.deep.test',
  'package/package.deep.test',
  'tools/sending-race.deep.test',
  'views/campaign.deep.test',
];

/** Otherwise one long file is still running when all others are done. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const long = [...SAMPLED, ...LONG.map(name => `test/${name}.ts`)];
    const isLong = ({ moduleId }: TestSpecification) =>
      Number(long.some(path => moduleId.endsWith(`/${path}`)));
    return (await super.sort(files)).sort((file, other) => isLong(other) - isLong(file));
  }
}

/** These change what all code of a process shares, such as its clock, so that each has a process of its own. */
const ALONE = ['test/simulation/**/*.test.ts'];

const project = (name: string, include: string[], exclude: string[], isolate: boolean) => ({
  extends: true as const,
  test: { name, include, exclude: [...configDefaults.exclude, ...exclude], isolate },
});

/** What the deep tests sample: another part each day (test/sample.ts). */
const TURN = process.env.TEST_TURN ?? String(Math.floor(Date.now() / 86_400_000));
const isDeep = (mode: string) => mode === 'deep' || mode === 'every';

export default defineConfig(({ mode }) => ({
  test: {
    env: { TEST_DEPTH: mode, TEST_TURN: TURN },
    // Several times what a test takes on a quiet machine: a loaded one is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes late where the machine has other work too.
    expect: { poll: { timeout: 15_000 } },
    // Half of them wait on an ordinary machine of two cores: for the pace of the sandbox, for a process.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: isDeep(mode)
      ? [project('deep', [DEEP, ...SAMPLED, ...COMMANDS], [], true)]
      : [
          project('shared', ['test/**/*.test.ts'], [DEEP, ...ALONE], false),
          project('alone', ALONE, [DEEP], true),
        ],
  },
}));
