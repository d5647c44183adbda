import type { CallToolResult, InputRequests, InputRequiredResult } from '@modelcontextprotocol/server';
import type { LongCallOwner, LongCallRequest, LongCallState } from '../../spending/long-calls.ts';

/** What a task does, and for whom. */
export interface TaskSubject {
  readonly owner: LongCallOwner;
  /** What another process needs to go on with it. */
  readonly request: LongCallRequest;
  readonly work: TaskWork;
}

/**
 * A call that may become a task. It runs the same way whether or not it becomes one.
 * @returns its answer; or, as long as it is no task, a question that the call is answered with
 * @throws ProtocolError where the task failed; what a tool says of its failure is an answer
 */
export type TaskWork = (run: TaskRun) => Promise<CallToolResult | InputRequiredResult>;

/** What the work of a task has to do with its task. */
export interface TaskRun {
  /** Names it in the spending record. */
  readonly callId: string;
  /** When it began by the store's clock, in whichever process. */
  readonly since: number;
  /** Aborts when it was cancelled, when another process works on it, or when this one stops. */
  readonly signal: AbortSignal;
  /** Aborts when a call that is no task has to answer with what it has. */
  readonly answerNow: AbortSignal;
  /** What it came to before, in a process that is gone. */
  readonly before: LongCallState;
  /** Credits that it has spent or reserved, in all processes. */
  spent(): Promise<number>;
  /** Tells how far it is. */
  say(message: string): void;
  /** Remembers what the process after this one has to know. */
  remember(state: Pick<LongCallState, 'grant' | 'told'>): void;
  /** Whether the client waits for a task by now, and no longer for the call's own answer. */
  isTask(): Promise<boolean>;
  /**
   * Asks the client of a task.
   * @param questions by keys that are used once
   * @returns the replies to all of them; undefined where they do not come in time
   */
  ask(questions: InputRequests): Promise<Readonly<Record<string, unknown>> | undefined>;
}
