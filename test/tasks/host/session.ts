import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type Stage, startSandbox } from '../../../src/sandbox/index.ts';
import { judge, type Verdict } from '../judge/judge.ts';
import { recorded } from '../record/messages.ts';
import type { Task } from '../task.ts';
import { accountOf, seed } from '../world/seed.ts';
import { snapshotOf } from '../world/snapshot.ts';
import { connect } from './agent.ts';
import { type Program, product } from './programs.ts';
import type { RelayFile } from './relay-file.ts';

export interface SessionOptions {
  /** Default: the built server. */
  readonly program?: Program;
  /** How many times faster than life time runs. */
  readonly speed: number;
}

/** A task that is being worked on: its sandbox, and the server that an agent is to work with. */
export interface Session extends AsyncDisposable {
  readonly task: Task;
  readonly program: Program;
  readonly sandbox: Sandbox;
  /** The server's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where messages between host and server are recorded. */
  readonly messages: string;
  /** A file that tells the relay on stdio what to start. */
  readonly relayFile: string;
  /** Tells which process serves now, so that it can be killed where the task wants that. */
  serves(pid: number | undefined): void;
  /** What has become of the task so far. @param answer the agent's last words; undefined if they are not known */
  judge(answer: string | undefined): Verdict;
}

/** Starts a task's sandbox, and does what was done on earlier days. */
export async function openSession(task: Task, options: SessionOptions): Promise<Session> {
  const { program = product, speed } = options;
  const windowMs = 60_000 / speed;
  const folder = mkdtempSync(join(tmpdir(), 'snovio-mcp-task-'));
  const sandbox = await startSandbox({ speed, windowMs });
  seed(sandbox, task.world ?? {});
  const env = environment(sandbox, windowMs, folder, task);
  const close = async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await liveEarlierDays(task, env);
    return { ...begin(task, program, sandbox, env, folder), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(sandbox: Sandbox, windowMs: number, folder: string, { settings }: Task) {
  return {
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_RATE_WINDOW_MS: String(Math.round(windowMs)),
    SNOVIO_STATE_DIR: join(folder, 'state'),
    SNOVIO_LOG: 'error',
    ...settings,
  };
}

/** Only the product remembers what was paid for, whatever program the task is then tried with. */
async function liveEarlierDays({ before = [] }: Task, env: Record<string, string>): Promise<void> {
  if (before.length === 0) return;
  await using agent = connect(product, env);
  for (const { tool, args } of before) {
    const answer = await agent.call(tool, args);
    if (answer.isError) throw new Error(`${tool} of an earlier day failed: ${answer.text}`);
  }
}

function begin(
  task: Task,
  program: Program,
  sandbox: Sandbox,
  env: Readonly<Record<string, string>>,
  folder: string,
): Omit<Session, keyof AsyncDisposable> {
  const start = {
    charges: sandbox.charges.length,
    requests: sandbox.requests.length,
    snapshot: snapshotOf(accountOf(sandbox)),
  };
  const [messages, pids] = [join(folder, 'messages.jsonl'), join(folder, 'pids')];
  const relayFile = join(folder, 'relay.json');
  const relay: RelayFile = { program: program.stdio, env, messages, pids };
  writeFileSync(relayFile, JSON.stringify(relay));
  if (task.killedAt) killAt(sandbox, task.killedAt, pids);
  return {
    task,
    program,
    sandbox,
    env,
    messages,
    relayFile,
    serves: pid => appendFileSync(pids, `${pid ?? ''}\n`),
    judge: answer =>
      judge(task, {
        before: start.snapshot,
        after: snapshotOf(accountOf(sandbox)),
        earlier: sandbox.charges.slice(0, start.charges),
        charges: sandbox.charges.slice(start.charges),
        mailed: sandbox.mailed,
        requests: sandbox.requests.length - start.requests,
        passed: recorded(messages),
        answer,
      }),
  };
}

/** Once, so that the next process that serves can go on. */
function killAt(sandbox: Sandbox, path: string, pids: string): void {
  const on = (stage: Stage) => {
    if (stage === 'received') killAll(pids);
  };
  sandbox.faults.add({ path, kind: 'pass', on });
}

/** `kill -9` of every process that has served the session. */
function killAll(pids: string): void {
  const all = existsSync(pids) ? readFileSync(pids, 'utf8').split('\n').filter(Boolean) : [];
  for (const pid of all) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}
