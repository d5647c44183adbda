import type { Generation, Question } from '../../spending/store.ts';

const REMEMBER_MS = 3_600_000;
/** Where v1 is asked in place of v2: how many credits it may lose before it is left alone. What it saved makes up for as many. */
const MOST_LOST = 2;

/** Which API family the one-call flows of an account use. */
export class Generations {
  readonly auto: boolean;
  readonly #fixed: Generation;
  /** Until when v1 is asked first, by question (`performance.now()`). */
  readonly #legacy = new Map<Question, number>();
  /** Until when v1 is not asked in place of v2, by question (`performance.now()`). */
  readonly #avoided = new Map<Question, number>();
  /** What v1 has lately saved in place of v2, less what it cost, by question. */
  readonly #saved = new Map<Question, number>();

  constructor(setting: Generation | 'auto') {
    this.auto = setting === 'auto';
    this.#fixed = setting === 'auto' ? 'v2' : setting;
  }

  choose(question: Question): Generation {
    return this.auto && (this.#legacy.get(question) ?? 0) > performance.now() ? 'v1' : this.#fixed;
  }

  /** v1 has brought data where v2 answered 404. The 404 alone may mean unknown data as well as a retired method. */
  remember(question: Question): void {
    this.#legacy.set(question, performance.now() + REMEMBER_MS);
  }

  /** Whether v1 may be asked in place of a dearer method of v2. */
  mayUseLegacy(question: Question): boolean {
    const isAllowed = this.auto || this.#fixed === 'v1';
    return isAllowed && (this.#avoided.get(question) ?? 0) <= performance.now();
  }

  /** v1 was asked in place of v2. @param saved the credits that v2 would have cost more, below 0 where it cost less */
  countLegacy(question: Question, saved: number): void {
    const sum = Math.min((this.#saved.get(question) ?? 0) + saved, MOST_LOST);
    if (sum <= -MOST_LOST) this.avoidLegacy(question);
    else this.#saved.set(question, sum);
  }

  /** v1 did not answer, or was too often not worth its price. */
  avoidLegacy(question: Question): void {
    this.#avoided.set(question, performance.now() + REMEMBER_MS);
    this.#saved.delete(question);
  }
}
