import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { violationsOf } from './check.ts';
import { type Scenario, TOOLS } from './scenario.ts';
import { type Finding, search } from './search.ts';

// npm run simulate -- --runs N --seed S [--replay PATH] [--tool NAME ...] [--without ACT ...]: looks for scenarios that break a promise.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    replay: { type: 'string' },
    tool: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
  },
});

if (values.replay) {
  const scenario: Scenario = JSON.parse(readFileSync(values.replay, 'utf8'));
  const violations = await violationsOf(scenario);
  for (const { kind, text } of violations) console.log(`${kind}: ${text}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
} else {
  const since = performance.now();
  const onFound = ({ kind, text, seed, scenario }: Finding) =>
    console.log(`\n${kind}\n  ${text}\n  seed ${seed}: ${JSON.stringify(scenario)}`);
  const options = {
    onFound,
    without: values.without,
    only: TOOLS.filter(tool => values.tool.includes(tool)),
  };
  const { runs, found } = await search(Number(values.runs), Number(values.seed), options);
  const seconds = (performance.now() - since) / 1000;
  console.log(
    `\nSeed ${values.seed}: ${runs} runs in ${seconds.toFixed(1)} s (${(runs / seconds).toFixed(0)} a second), ${found.length} kinds of violation`,
  );
  process.exitCode = found.length > 0 ? 1 : 0;
}
