import type { Generation, Question } from '../../spending/row.ts';

const REMEMBER_MS = 3_600_000;

/** Which API family the one-call flows of an account use. */
export class Generations {
  readonly auto: boolean;
  readonly #fixed: Generation;
  /** Until when v1 is asked first, by flow: v2 answered 404 and v1 answered. */
  readonly #legacy = new Map<Question, number>();

  constructor(setting: Generation | 'auto') {
    this.auto = setting === 'auto';
    this.#fixed = setting === 'auto' ? 'v2' : setting;
  }

  choose(question: Question): Generation {
    return this.auto && (this.#legacy.get(question) ?? 0) > Date.now() ? 'v1' : this.#fixed;
  }

  /** v1 has answered where v2 did not know the method. */
  remember(question: Question): void {
    this.#legacy.set(question, Date.now() + REMEMBER_MS);
  }
}
