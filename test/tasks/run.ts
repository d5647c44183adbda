// `npm run task`: lets any MCP host work on a task, and judges how it has ended.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { baseline, product } from './host/programs.ts';
import { runScript } from './host/run-script.ts';
import { openSession, type Session } from './host/session.ts';
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

const OPTIONS = {
  answer: { type: 'string' },
  baseline: { type: 'boolean' },
  check: { type: 'boolean' },
  compare: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  script: { type: 'boolean' },
  speed: { type: 'string' },
  timeout: { type: 'string' },
  transcript: { type: 'boolean' },
} as const;

/** How much faster than life time runs: slow enough for an agent to be ahead of it, or as in the tests. */
const SPEED = { host: 10, script: 60 };
const PORT = 3930;

const say = (text: string) => process.stdout.write(`${text}\n`);
process.exitCode = await main().catch(error => done(messageOf(error), 2));

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const [name] = positionals;
  if (values.help) return done(USAGE);
  const task = TASKS.find(one => one.name === name);
  if (name !== undefined && !task) return done(`There is no task '${name}'.\n\n${list()}`, 2);
  const scriptSpeed = numberOf('speed', values.speed) ?? SPEED.script;
  if (values.compare) return done(await compare(scriptSpeed, name));
  if (!task) return done(list());
  const answer = values.answer === undefined ? undefined : readFileSync(values.answer, 'utf8');
  const port = numberOf('port', values.port) ?? PORT;
  if (values.check) return check(task, port, answer);
  const program = values.baseline ? baseline : product;
  const speed = numberOf('speed', values.speed) ?? (values.script ? SPEED.script : SPEED.host);
  await using session = await openSession(task, { program, speed });
  const timeout = numberOf('timeout', values.timeout);
  const said = values.script ? await runOwnScript(session) : await host(session, { port, timeout });
  return tell(session, said ?? answer, values.transcript ?? false);
}

/** @throws Error if it is none, or none above zero */
function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value >= 0) return value;
  throw new Error(`--${flag}: '${text}' is no number.`);
}

function runOwnScript(session: Session): Promise<string> {
  const { task, program } = session;
  const script = (program === baseline ? BASELINE_SCRIPTS : SCRIPTS)[task.name];
  if (!script) throw new Error(`There is no script for '${task.name}' with the baseline.`);
  return runScript(session, script);
}

async function check({ name }: Task, port: number, answer: string | undefined): Promise<number> {
  const { text, reached } = await askToCheck(name, port, answer);
  return done(text, reached ? 0 : 1);
}

/** Judges, and says how it has ended. */
function tell(session: Session, answer: string | undefined, withTranscript: boolean): number {
  const verdict = session.judge(answer);
  const said = answer === undefined ? '' : `\n\nSaid at the end: ${answer}`;
  if (withTranscript) say(`${transcriptOf(callsIn(recorded(session.messages)))}${said}\n`);
  return done(reportOf(session.task.name, verdict), verdict.outcome === 'reached' ? 0 : 1);
}

function done(text: string, code = 0): number {
  say(text);
  return code;
}

function list(): string {
  const tasks = TASKS.map(({ name, words }) => `${name}\n    ${words}`);
  return `${tasks.join('\n')}\n\n${USAGE}`;
}

function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' ? `${message}. Another port: --port N` : message;
}
