import { element } from '../../shared/elements.ts';
import type { Speech } from '../texts/texts.ts';
import { Refusal } from './ask.ts';

/** After so long the user may stop to wait: hosts cut calls after a minute, and some say nothing then. */
const LONG_MS = 60_000;

export type Tell = (words: string) => void;

/** What the card is doing for its user: one thing at a time, however often a button is pressed. Says how it goes and ends. */
export class Work {
  readonly element = element('div', { class: 'notice', hidden: true });
  readonly #speech: Speech;
  readonly #onChange: () => void;
  #running: object | undefined;

  /** @param onChange called when it begins and ends */
  constructor(speech: Speech, onChange: () => void) {
    this.#speech = speech;
    this.#onChange = onChange;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Does it, unless something else is being done.
   * @param words what is being done
   * @param task gives the words to end with
   */
  async run(words: string, task: (tell: Tell) => Promise<string>): Promise<void> {
    if (this.isBusy) return;
    const running = {};
    this.#running = running;
    this.say(words, 'working');
    this.#onChange();
    const isMine = () => this.#running === running;
    const late = setTimeout(() => isMine() && this.#offerStop(), LONG_MS);
    try {
      const end = await task(more => isMine() && this.say(`${words} ${more}`, 'working'));
      if (isMine()) this.say(end, 'done');
    } catch (error) {
      if (isMine()) this.say(error instanceof Refusal ? error.message : String(error), 'failed');
    } finally {
      clearTimeout(late);
      if (isMine()) this.#end();
    }
  }

  /** Says something in place of what was said before; nothing with an empty text. */
  say(words: string, kind: 'working' | 'done' | 'failed'): void {
    this.element.hidden = words === '';
    this.element.className = `notice ${kind}`;
    this.element.role = kind === 'failed' ? 'alert' : 'status';
    this.element.replaceChildren(words);
  }

  #offerStop(): void {
    const { texts } = this.#speech;
    const stop = element('button', { type: 'button', class: 'link' }, texts.stopWaiting);
    stop.addEventListener('click', () => {
      this.say(texts.stopped, 'failed');
      this.#end();
    });
    this.element.append(` ${texts.tooLate} `, stop);
  }

  #end(): void {
    this.#running = undefined;
    this.#onChange();
  }
}
