import type { Times } from '../transport/times.ts';

/** Snov.io asks clients not to poll a task faster than this. */
const GAP_SECONDS = 2;
const FIRST_GUESS_SECONDS = 5.5;
/** The share of tasks that should be over at the first poll: fewer answers come late, more polls are wasted. */
const TARGET_SHARE = 0.42;
const STEP_SECONDS = 0.5;

/**
 * When to poll a task: first when such tasks usually end, then at growing distances. The first moment
 * follows a quantile: it moves down when tasks were over at their first poll, up when they were not.
 */
export class PollTiming {
  readonly #times: Times;
  #first: number;

  constructor(times: Times) {
    this.#times = times;
    this.#first = times.ms(FIRST_GUESS_SECONDS);
  }

  /** Milliseconds from a start to its first poll. */
  get first(): number {
    return this.#first;
  }

  /** Milliseconds from a poll to the next, for a task of that age. */
  next(age: number): number {
    return Math.max(this.gap, 0.3 * age);
  }

  /** The shortest time between two polls of a task, in milliseconds. */
  get gap(): number {
    return this.#times.ms(GAP_SECONDS);
  }

  /** Adjusts the first moment. @param overShare how much of a task was over at its first poll: 0 to 1 */
  learn(overShare: number): void {
    this.#first = Math.max(this.gap, this.#first - this.#times.ms(STEP_SECONDS) * (overShare - TARGET_SHARE));
  }
}
