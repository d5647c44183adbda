// `npm run task`: lets any MCP host work on a task, and judges how it has ended.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { baseline, product } from './host/programs.ts';
import { runScript } from './host/run-script.ts';
import { openSession } from './host/session.ts';
import { askToCheck, host } from './host/wait.ts';
import { reportOf, transcriptOf } from './judge/report.ts';
import { callsIn } from './record/calls.ts';
import { recorded } from './record/messages.ts';
import { BASELINE_SCRIPTS } from './scripts/baseline.ts';
import { SCRIPTS } from './scripts/index.ts';
import type { Task } from './task.ts';
import { TASKS } from './tasks/index.ts';

const USAGE = `npm run task                          lists the tasks
npm run task -- NAME                  serves a task to a host, and judges it when the agent is done
npm run task -- NAME --check          says, from elsewhere, that the agent is done
npm run task -- NAME --script         lets the scripted client do it
npm run task -- [NAME] --compare      measures scripts with the server and with the baseline

  --answer FILE     what the agent said at the end
  --timeout SECONDS judges then at the latest
  --baseline        serves one tool for each method of the API instead
  --speed N         how many times faster than life time runs (10, scripts 60)
  --port N          where the host and --check find it (3930)
  --transcript      prints the calls and their answers too`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    answer: { type: 'string' },
    baseline: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    port: { type: 'string', default: '3930' },
    script: { type: 'boolean', default: false },
    speed: { type: 'string' },
    timeout: { type: 'string' },
    transcript: { type: 'boolean', default: false },
  },
});

const say = (text: string) => process.stdout.write(`${text}\n`);
process.exitCode = await main();

async function main(): Promise<number> {
  const [name] = positionals;
  if (values.help) return done(USAGE);
  const task = TASKS.find(one => one.name === name);
  if (name === undefined && values.compare) return done(await compare(Number(values.speed ?? 60)));
  if (name === undefined) return done(list());
  if (!task) return done(`There is no task '${name}'.\n\n${list()}`, 2);
  if (values.compare) return done(await compare(Number(values.speed ?? 60), name));
  if (values.check) return check();
  return work(task);
}

function done(text: string, code = 0): number {
  say(text);
  return code;
}

function list(): string {
  const tasks = TASKS.map(({ name, words }) => `${name}\n    ${words}`);
  return `${tasks.join('\n')}\n\n${USAGE}`;
}

/** What the agent said at the end, if a file has it. */
function answerFile(): string | undefined {
  return values.answer === undefined ? undefined : readFileSync(values.answer, 'utf8');
}

async function check(): Promise<number> {
  const { text, reached } = await askToCheck(Number(values.port), answerFile());
  return done(text, reached ? 0 : 1);
}

async function work(task: Task): Promise<number> {
  const program = values.baseline ? baseline : product;
  const speed = Number(values.speed ?? (values.script ? 60 : 10));
  await using session = await openSession(task, { program, speed });
  const script = (values.baseline ? BASELINE_SCRIPTS : SCRIPTS)[task.name];
  if (values.script && !script) return done(`There is no script for '${task.name}' with the baseline.`, 2);
  const port = Number(values.port);
  const timeout = values.timeout === undefined ? undefined : Number(values.timeout);
  const answer =
    values.script && script
      ? await runScript(session, script)
      : ((await host(session, { port, timeout })) ?? answerFile());
  const verdict = session.judge(answer);
  if (values.transcript) say(`\n${transcriptOf(callsIn(recorded(session.messages)))}\n\n“${answer}”\n`);
  say(reportOf(task.name, verdict));
  return verdict.outcome === 'reached' ? 0 : 1;
}
