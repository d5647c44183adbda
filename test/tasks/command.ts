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

/** What the command needs of where it runs. */
export interface Shell {
  readonly say: (text: string) => void;
  /** Builds the server. Not for what only asks: another process may be running the build. */
  readonly build: () => void;
  readonly input: NodeJS.ReadableStream;
}

/** `npm run task`: lets any MCP host work on a task, and judges how it has ended. @returns the exit code */
export async function runCommand(args: readonly string[], shell: Shell): Promise<number> {
  try {
    return await run(args, shell);
  } catch (error) {
    shell.say(messageOf(error));
    return 2;
  }
}

async function run(args: readonly string[], shell: Shell): Promise<number> {
  const { say, build } = shell;
  const flags = flagsOf(args);
  const { name, speed = SPEED.script } = flags;
  const task = TASKS.find(one => one.name === name);
  const isUnknown = name !== undefined && !task;
  if (flags.help) say(USAGE);
  else if (isUnknown) say(`There is no task '${name}'.\n\n${list()}`);
  else if (flags.compare) {
    build();
    say(await compare(speed, name));
  } else if (!task) say(list());
  else return flags.check ? check(task, flags, shell) : work(task, flags, shell);
  return isUnknown ? 2 : 0;
}

type Flags = ReturnType<typeof flagsOf>;

function flagsOf(args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const { answer, port, speed, timeout, ...switches } = values;
  return {
    ...switches,
    name: positionals[0],
    answer: answer === undefined ? undefined : readFileSync(answer, 'utf8'),
    port: numberOf('port', port) ?? PORT,
    speed: numberOf('speed', speed),
    timeout: numberOf('timeout', timeout),
  };
}

async function check({ name }: Task, { port, answer }: Flags, { say }: Shell): Promise<number> {
  const { text, reached } = await askToCheck(name, port, answer);
  say(text);
  return reached ? 0 : 1;
}

async function work(task: Task, flags: Flags, { build, say, input }: Shell): Promise<number> {
  build();
  const { speed = flags.script ? SPEED.script : SPEED.host } = flags;
  const program = flags.baseline ? baseline : product;
  await using session = await openSession(task, { program, speed });
  const said = flags.script ? await runOwnScript(session) : await host(session, { ...flags, say, input });
  const answer = said ?? flags.answer;
  const verdict = session.judge(answer);
  if (flags.transcript) say(conversationOf(session, answer));
  say(reportOf(task.name, verdict));
  return verdict.outcome === 'reached' ? 0 : 1;
}

/** @throws Error if it is none from 0 on */
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

function conversationOf({ messages }: Session, answer: string | undefined): string {
  const said = answer === undefined ? '' : `\n\nSaid at the end: ${answer}`;
  return `${transcriptOf(callsIn(recorded(messages)))}${said}\n`;
}

function list(): string {
  const tasks = TASKS.map(({ name, words }) => `${name}\n    ${words}`);
  return `${tasks.join('\n')}\n\n${USAGE}`;
}

function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' ? `${message}. Another port: --port N` : message;
}
