import { element } from '../../shared/elements.ts';
import { button } from '../button.ts';
import type { Speech } from '../texts/texts.ts';
import { Refusal } from './calls.ts';

export type Tell = (words: string) => void;

/** Does something. @param signal aborted when the user no longer waits for it @returns the words to end with */
export type Task = (tell: Tell, signal: AbortSignal) => Promise<string>;

/** What the card is doing for its user: one thing at a time, however often a button is pressed. Says how it goes and ends. */
export class Work {
  readonly element = element('div', { class: 'notice', hidden: true, tabindex: -1 });
  readonly #speech: () => Speech;
  readonly #onChange: () => void;
  #running: AbortController | undefined;

  /** @param onChange called when it begins and ends */
  constructor(speech: () => Speech, onChange: () => void) {
    this.#speech = speech;
    this.#onChange = onChange;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Does it, unless something else is being done.
   * @param words what is being done
   */
  async run(words: string, task: Task): Promise<void> {
    if (this.isBusy) return;
    const running = new AbortController();
    this.#running = running;
    this.say(words, 'working');
    this.#onChange();
    const isMine = () => this.#running === running;
    // What nobody waits for any longer may say how it ended, unless something else is being done.
    const end = (end: string, kind: 'done' | 'failed') => {
      if (isMine() || !this.isBusy) this.say(end, kind);
    };
    try {
      end(await task(more => isMine() && this.say(`${words} ${more}`, 'working'), running.signal), 'done');
    } catch (error) {
      end(error instanceof Refusal ? error.message : String(error), 'failed');
    }
    if (isMine()) this.#running = undefined;
    this.#onChange();
  }

  /** Says something in place of what was said before; nothing with an empty text. */
  say(words: string, kind: 'working' | 'done' | 'failed'): void {
    this.element.hidden = words === '';
    this.element.className = `notice ${kind}`;
    this.element.role = kind === 'failed' ? 'alert' : 'status';
    this.element.replaceChildren(words);
  }

  /** Lets the user go on without what is being done. */
  offerStop(): void {
    if (!this.isBusy) return;
    const { texts } = this.#speech();
    const onStop = () => {
      this.#running?.abort();
      this.#running = undefined;
      this.say(texts.stopped, 'failed');
      this.element.focus();
      this.#onChange();
    };
    const stop = button(texts.stopWaiting, onStop, 'link');
    this.element.append(` ${texts.tooLate} `, stop);
  }
}
