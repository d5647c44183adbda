import type { Terminal } from '../terminal/terminal.ts';
import { foldedTo, oneLine } from '../terminal/text.ts';

const TO_LINE_START = '\r\u001b[K';

/** One line on a terminal that says how far a call is. Elsewhere nothing is shown. */
export class CallProgress {
  readonly #stream: Pick<NodeJS.WriteStream, 'write'>;
  readonly #terminal: Pick<Terminal, 'isTTY' | 'columns'>;
  #isShown = false;

  constructor(stream: Pick<NodeJS.WriteStream, 'write'>, terminal: Pick<Terminal, 'isTTY' | 'columns'>) {
    this.#stream = stream;
    this.#terminal = terminal;
  }

  readonly show = (done: number, total: number, message: string): void => {
    if (!this.#terminal.isTTY) return;
    const [line = ''] = foldedTo(oneLine(`${done} of ${total}: ${message}`), this.#terminal.columns - 1);
    this.#stream.write(TO_LINE_START + line);
    this.#isShown = true;
  };

  clear(): void {
    if (this.#isShown) this.#stream.write(TO_LINE_START);
    this.#isShown = false;
  }
}
