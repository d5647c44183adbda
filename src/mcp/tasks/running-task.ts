import { type CallToolResult, type InputRequests, ProtocolError } from '@modelcontextprotocol/server';
import { SnovioError } from '../../errors.ts';
import type { LongCallState, LongCalls } from '../../spending/long-calls.ts';
import type { TaskRun, TaskSubject } from './task-run.ts';

/** How long a question may stay open. Who looks after a task comes back to it now and then. */
const REPLY_TIMEOUT_MS = 600_000;
/** How often the end of a task is stored again where that fails, and how long the pause between is. */
const END_ATTEMPTS = 30;
const END_PAUSE_MS = 1000;

type Answer = Awaited<ReturnType<TaskSubject['work']>>;

/** What a task came to. */
type End =
  | { readonly status: 'completed'; readonly result: CallToolResult }
  | { readonly status: 'failed'; readonly result: { code: number; message: string } };

/** A call that this process works on: at first like any other, then as a task. */
export class RunningTask implements TaskRun {
  readonly callId: string;
  readonly before: LongCallState;
  readonly since: number;
  /** Its own answer, as long as it is no task. */
  readonly answer: Promise<Answer>;
  /** Resolves when it has ended here, and is stored. */
  readonly over: Promise<void>;
  /** Milliseconds since the epoch. */
  changedAt = Date.now();
  readonly #calls: LongCalls;
  readonly #beatMs: number;
  readonly #controller = new AbortController();
  readonly #hurry = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #state: LongCallState;
  #becoming: Promise<boolean> = Promise.resolve(false);
  #beating: NodeJS.Timeout | undefined;
  #onReplies: ((replies: Readonly<Record<string, unknown>>) => void) | undefined;

  /** @param before what it came to in a process that is gone; such a call is a task from the beginning */
  constructor(
    subject: TaskSubject,
    options: { id: string; calls: LongCalls; beatMs: number; before?: LongCallState },
  ) {
    this.callId = options.id;
    this.before = options.before ?? {};
    this.#calls = options.calls;
    this.#beatMs = options.beatMs;
    this.since = this.before.since ?? options.calls.now();
    this.#state = { ...this.before, since: this.since, questions: undefined };
    this.over = this.#ended.promise;
    if (options.before) this.#becoming = Promise.resolve(true);
    if (options.before) this.#startBeating();
    this.answer = subject.work(this);
    this.answer.then(
      answer => this.#end(() => endOf(answer)),
      error => this.#end(() => failureOf(error)),
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get answerNow(): AbortSignal {
    return this.#hurry.signal;
  }

  /** How far it is, fresher than what is stored. */
  get state(): LongCallState {
    return this.#state;
  }

  isTask(): Promise<boolean> {
    return this.#becoming;
  }

  /** Makes it a task. @param create records it @returns whether it is one now: not where it cannot be recorded */
  becomeTask(create: () => Promise<boolean>): Promise<boolean> {
    this.#becoming = create().catch(() => false);
    return this.#becoming.then(created => {
      if (created) this.#startBeating();
      return created;
    });
  }

  spent(): Promise<number> {
    return this.#calls.spent(this.callId);
  }

  say(message: string): void {
    this.#change({ message });
  }

  remember(state: Pick<LongCallState, 'grant' | 'told'>): void {
    this.#change(state);
    void this.look();
  }

  async ask(questions: InputRequests): Promise<Readonly<Record<string, unknown>> | undefined> {
    const replied = Promise.withResolvers<Readonly<Record<string, unknown>> | undefined>();
    const keys = Object.keys(questions);
    this.#onReplies = replies => {
      const open = Object.entries(questions).filter(([key]) => !Object.hasOwn(replies, key));
      this.#change({ questions: Object.fromEntries(open) });
      if (keys.every(key => Object.hasOwn(replies, key))) replied.resolve(replies);
    };
    const timer = setTimeout(() => replied.resolve(undefined), REPLY_TIMEOUT_MS).unref();
    const giveUp = () => replied.reject(new SnovioError('cancelled'));
    this.signal.addEventListener('abort', giveUp, { once: true });
    try {
      this.signal.throwIfAborted();
      this.#change({ questions });
      await this.look();
      return await replied.promise;
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', giveUp);
      this.#onReplies = undefined;
      this.#change({ questions: undefined });
    }
  }

  /** Stores how far it is, and looks for what others have done to it. */
  async look(): Promise<void> {
    if (!(await this.#becoming)) return;
    try {
      const status = this.#state.questions ? 'input_required' : 'working';
      const replies = await this.#calls.beat(this.callId, status, this.#state);
      if (!replies) this.stop();
      else if (Object.keys(replies).length > 0) this.#onReplies?.(replies);
    } catch {
      // The store is busy or full. Whoever takes the call over meanwhile is told of by a later beat.
    }
  }

  /** It is no task: its client waits for an answer, and does so no longer. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Stops the work. What has left is not cut off. */
  stop(): void {
    this.#controller.abort(new SnovioError('cancelled'));
  }

  #change(state: LongCallState): void {
    this.#state = { ...this.#state, ...state };
    this.changedAt = Date.now();
  }

  #startBeating(): void {
    this.#beating = setInterval(() => void this.look(), this.#beatMs).unref();
  }

  async #end(judge: () => End): Promise<void> {
    if (await this.#becoming) await this.#store(judge()).catch(() => {});
    clearInterval(this.#beating);
    this.#ended.resolve();
  }

  /** Who was stopped has not ended: another process goes on with it, unless it was cancelled. */
  async #store({ status, result }: End): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (this.signal.aborted) await this.#calls.release(this.callId);
        else await this.#calls.end(this.callId, status, result);
        return;
      } catch (error) {
        if (attempt === END_ATTEMPTS) throw error;
        await new Promise(resolve => setTimeout(resolve, END_PAUSE_MS).unref());
      }
    }
  }
}

function endOf(answer: Answer): End {
  if (answer.content === undefined) return failureOf(new Error('a question in the place of an answer'));
  return { status: 'completed', result: answer as CallToolResult };
}

function failureOf(error: unknown): End {
  if (error instanceof ProtocolError)
    return { status: 'failed', result: { code: error.code, message: error.message } };
  return { status: 'failed', result: { code: -32_603, message: 'The task failed inside the server.' } };
}
