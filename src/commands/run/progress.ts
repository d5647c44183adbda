const WIDTH = 30;
/** How often a log gets a line. */
const LINE_MS = 10_000;

export interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells how far a run is: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #screen: Screen;
  readonly #total: number;
  readonly #chunks = new Map<symbol, number>();
  #written = 0;
  #linedAt = 0;
  #note = '';

  constructor(screen: Screen, total: number, written: number) {
    this.#screen = screen;
    this.#total = total;
    this.#written = written;
  }

  /** Rows that are in the output. */
  written(rows: number): void {
    this.#written = rows;
    this.#note = '';
    this.#show();
  }

  /** For a chunk that is under way: takes how many of its rows are answered; 0 when they are written or given up. */
  chunk(): (done: number) => void {
    const key = Symbol('chunk');
    return done => {
      if (done > 0) this.#chunks.set(key, done);
      else this.#chunks.delete(key);
      if (done > 0) this.#show();
    };
  }

  tell(text: string): void {
    this.#note = text;
    this.#linedAt = 0;
    this.#show();
  }

  /** Leaves the line, so that what follows starts at its own. */
  end(): void {
    if (this.#screen.isTTY) this.#screen.write('\n');
  }

  #show(): void {
    const answered = [...this.#chunks.values()].reduce((sum, one) => sum + one, this.#written);
    const done = Math.min(answered, this.#total);
    const share = this.#total === 0 ? 1 : done / this.#total;
    const text = `${done} of ${this.#total} rows${this.#note && ` (${this.#note})`}`;
    if (this.#screen.isTTY) {
      const full = Math.round(share * WIDTH);
      this.#screen.write(`\r\u001b[K[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${text}`);
      return;
    }
    if (Date.now() - this.#linedAt < LINE_MS && done < this.#total) return;
    this.#linedAt = Date.now();
    this.#screen.write(`${text}\n`);
  }
}
