import type { Generation, Question } from '../../spending/store.ts';

const REMEMBER_MS = 3_600_000;

/** Which API family the one-call flows of an account use. */
export class Generations {
  readonly auto: boolean;
  readonly #fixed: Generation;
  /** Until when v1 is asked first, by question (`performance.now()`). */
  readonly #legacy = new Map<Question, number>();

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
}
