import { randomBytes } from 'node:crypto';
import type { CreateTaskResultV2, DetailedTaskV2 } from '@modelcontextprotocol/ext-tasks/core/v2';
import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { SnovioError } from '../../errors.ts';
import type { LongCall, LongCallOwner, LongCalls } from '../../spending/long-calls.ts';
import { unknownTask } from './protocol.ts';
import { RunningTask } from './running-task.ts';
import { detailsOf, taskFacts } from './task-facts.ts';
import type { TaskSubject, TaskWork } from './task-run.ts';

/** How long a task is kept, counted from its beginning. */
const TTL_MS = 86_400_000;
/** Tasks of an owner: each unfinished one works for them, each finished one takes room. */
const LIMITS = { unfinished: 10, inAll: 200 };
/** Tasks that a process works on at the same time. */
const MOST_RUNNING = 200;
/** Results that are kept in memory where none may stay on the disk. */
const MOST_RESULTS = 20;
/** How long stopping waits for the tasks to stop. */
const CLOSE_MS = 3000;

export interface McpTaskTimes {
  /** How long a call is waited for before it becomes a task. */
  readonly directMs: number;
  /** The pause that clients are asked to make between two looks at a task. */
  readonly pollMs: number;
  /** Snov.io's rate window. */
  readonly windowMs: number;
  /** After which silence the process of a task counts as dead. It says more often that it lives. */
  readonly staleMs: number;
}

/** The least, where time is shortened for tests: a busy machine is no long call, and no dead process. */
const LEAST_DIRECT_MS = 500;
const LEAST_STALE_MS = 2500;

/** @param share of life's time, less than 1 where the window is shortened for tests @param windowMs Snov.io's rate window */
export function taskTimes(share: number, windowMs: number): McpTaskTimes {
  return {
    directMs: Math.max(LEAST_DIRECT_MS, 3000 * share),
    pollMs: 2000 * share,
    staleMs: Math.max(LEAST_STALE_MS, 15_000 * share),
    windowMs,
  };
}

export interface CallOptions {
  /** Each of them ends the call, as long as it is no task. */
  readonly ends: readonly AbortSignal[];
  /** Keeps what the call's request holds, such as its place, until the task is over. @returns what gives it back */
  readonly keep?: (() => () => void) | undefined;
  /**
   * When a call that cannot become a task has to answer with what it has, in milliseconds of `performance.now()`;
   * undefined: it is refused.
   */
  readonly stayUntil?: number | undefined;
}

/** The tasks of a process, over all its clients and accounts. Those of other processes are found through the store. */
export class McpTasks {
  readonly times: McpTaskTimes;
  /** Whether calls may have more items than one answer can tell. */
  readonly areWide: boolean;
  readonly #calls: () => Promise<LongCalls>;
  readonly #running = new Map<string, RunningTask>();
  readonly #results = new Map<string, unknown>();
  #closed = false;

  /** @param calls the store of tasks, opened when it is first needed */
  constructor(calls: () => Promise<LongCalls>, times: McpTaskTimes, areWide = true) {
    this.areWide = areWide;
    this.#calls = calls;
    this.times = times;
  }

  /**
   * Runs a call. What takes longer than a moment becomes a task, and goes on when this returns.
   * @throws whatever the work throws before it is a task; SnovioError `rate_limited` where it cannot become one and may
   *   not stay
   */
  async call(
    subject: TaskSubject,
    options: CallOptions,
  ): Promise<CallToolResult | InputRequiredResult | CreateTaskResultV2> {
    const task = await this.#start(subject, newId());
    const stop = () => task.stop();
    for (const signal of options.ends) signal.addEventListener('abort', stop, { once: true });
    if (options.ends.some(signal => signal.aborted)) stop();
    try {
      if (await isSettledWithin(task.answer, this.times.directMs)) return await task.answer;
      if (await this.#becomeTask(task, subject)) return this.#created(task, options);
      if (options.stayUntil !== undefined) return await answerBy(task, options.stayUntil);
      task.stop();
      throw tooMany();
    } finally {
      for (const signal of options.ends) signal.removeEventListener('abort', stop);
    }
  }

  /**
   * What is known of a task. One that no process works on any more is taken over.
   * @param resume the work that goes on with it; undefined where this server cannot
   * @throws ProtocolError -32602 for an unknown id, and one of somebody else
   */
  async get(
    owner: LongCallOwner,
    id: string,
    resume: (call: LongCall) => Promise<{ work: TaskWork; keep?: CallOptions['keep'] } | undefined>,
  ): Promise<DetailedTaskV2> {
    const calls = await this.#calls();
    const call = await calls.read(owner, id, this.times.staleMs);
    if (!call) throw unknownTask();
    if (call.isOrphaned && !this.#running.has(id)) await this.#takeOver(owner, id, call, resume);
    const result = call.result ?? this.#results.get(id);
    return detailsOf(id, { ...call, result }, this.#running.get(id), this.times.pollMs);
  }

  /** Gives a task the replies that it waits for. @throws ProtocolError -32602 */
  async update(owner: LongCallOwner, id: string, replies: Readonly<Record<string, unknown>>): Promise<void> {
    const calls = await this.#known(owner, id);
    await calls.reply(owner, id, replies);
    await this.#running.get(id)?.look();
  }

  /** Ends a task. What it has paid for is kept, and what has left is not cut off. @throws ProtocolError -32602 */
  async cancel(owner: LongCallOwner, id: string): Promise<void> {
    const calls = await this.#known(owner, id);
    await calls.cancel(owner, id);
    await this.#running.get(id)?.look();
  }

  /** Stops all tasks of this process: the next that is asked for one goes on with it. */
  async close(): Promise<void> {
    this.#closed = true;
    const tasks = [...this.#running.values()];
    for (const task of tasks) task.stop();
    const tooLate = new Promise(resolve => setTimeout(resolve, CLOSE_MS).unref());
    await Promise.race([Promise.all(tasks.map(({ over }) => over)), tooLate]);
  }

  async #known(owner: LongCallOwner, id: string): Promise<LongCalls> {
    const calls = await this.#calls();
    if (!(await calls.read(owner, id, this.times.staleMs))) throw unknownTask();
    return calls;
  }

  async #start(subject: TaskSubject, id: string, before?: LongCall['state']): Promise<RunningTask> {
    const calls = await this.#calls();
    const beatMs = this.times.staleMs / 5;
    return new RunningTask(subject, { id, calls, beatMs, ...(before && { before }) });
  }

  async #becomeTask(task: RunningTask, { owner, request }: TaskSubject): Promise<boolean> {
    if (this.#closed || this.#running.size >= MOST_RUNNING) return false;
    const calls = await this.#calls();
    const created = await task.becomeTask(() =>
      calls.create(owner, task.callId, { request, state: task.state, ttlMs: TTL_MS }, LIMITS),
    );
    if (created) this.#watch(task);
    return created;
  }

  #created(task: RunningTask, { keep }: CallOptions): CreateTaskResultV2 {
    const release = keep?.();
    void task.over.then(() => release?.());
    const now = Date.now();
    const facts = { createdAt: now, changedAt: now, ttlMs: TTL_MS, message: task.state.message };
    return {
      resultType: 'task',
      status: 'working',
      ...taskFacts(task.callId, facts, this.times.pollMs),
    };
  }

  async #takeOver(
    owner: LongCallOwner,
    id: string,
    call: LongCall,
    resume: (call: LongCall) => Promise<{ work: TaskWork; keep?: CallOptions['keep'] } | undefined>,
  ): Promise<void> {
    if (this.#closed || this.#running.size >= MOST_RUNNING || !call.request) return;
    const going = await resume(call);
    const calls = await this.#calls();
    if (!going || !(await calls.takeOver(owner, id, this.times.staleMs))) return;
    const release = going.keep?.();
    const subject = { owner, request: call.request, work: going.work };
    const task = await this.#start(subject, id, call.state);
    this.#watch(task);
    void task.over.then(() => release?.());
  }

  #watch(task: RunningTask): void {
    this.#running.set(task.callId, task);
    void task.over.then(async () => {
      this.#running.delete(task.callId);
      const result = await task.answer.catch(() => undefined);
      if (task.signal.aborted || result === undefined) return;
      const [oldest] = this.#results.keys();
      if (oldest !== undefined && this.#results.size >= MOST_RESULTS) this.#results.delete(oldest);
      this.#results.set(task.callId, result);
    });
  }
}

/** Nobody guesses 24 random bytes. */
function newId(): string {
  return randomBytes(24).toString('base64url');
}

async function answerBy(task: RunningTask, until: number) {
  const timer = setTimeout(() => task.hurry(), until - performance.now());
  return task.answer.finally(() => clearTimeout(timer));
}

async function isSettledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  const settled = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}

function tooMany(): SnovioError {
  const message =
    'Too many tasks run here already, so this call cannot become one. Wait until one of them has ended, or cancel one, ' +
    'and repeat the call: what it has paid for is kept.';
  return new SnovioError('rate_limited', { message, retryAfterSeconds: 30 });
}
