import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { violationsOf } from './check.ts';
import type { Violation } from './invariants.ts';
import type { Scenario } from './scenario.ts';

const FILE = fileURLToPath(import.meta.url);
const MEGABYTES = 256;
const PATIENCE_MS = 25_000;

/** Runs a scenario in a process of its own: one that takes all memory, or never ends, is a broken promise too. */
export function violationsApart(scenario: Scenario): Promise<Violation[]> {
  return new Promise(resolve => {
    const child = fork(FILE, [JSON.stringify(scenario)], {
      execArgv: [`--max-old-space-size=${MEGABYTES}`],
      stdio: 'ignore',
    });
    const end = (violations: Violation[]) => {
      clearTimeout(timer);
      resolve(violations);
      child.kill();
    };
    const timer = setTimeout(() => end([{ kind: 'never ends', text: `${PATIENCE_MS} ms` }]), PATIENCE_MS);
    child.once('message', message => end(message as Violation[]));
    child.once('exit', code => end([{ kind: 'out of memory', text: `exit code ${code}` }]));
  });
}

if (process.send && process.argv[1] === FILE) {
  process.send(await violationsOf(JSON.parse(process.argv[2] ?? '')));
}
