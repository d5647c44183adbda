const BAR_WIDTH = 30;
/** The time between two lines where there is no terminal. */
const LINE_INTERVAL_MS = 10_000;

/** Where progress is shown, such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Shows how many rows are done: a bar on a terminal, else a line every ten seconds. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #totalRows: number;
  /** Answered rows of each running chunk. */
  readonly #answered = new Map<symbol, number>();
  #writtenRows: number;
  #lastLineAt = 0;
  #note = '';

  constructor(stream: ProgressStream, totalRows: number, writtenRows: number) {
    this.#stream = stream;
    this.#totalRows = totalRows;
    this.#writtenRows = writtenRows;
  }

  /** Sets how many rows are in the output, and removes the note. */
  rowsWritten(rows: number): void {
    this.#writtenRows = rows;
    this.#note = '';
    this.#show();
  }

  /** Tracks a running chunk. @returns sets how many of its rows are answered; 0 ends the tracking */
  trackChunk(): (answeredRows: number) => void {
    const chunk = Symbol('chunk');
    return answeredRows => {
      if (answeredRows > 0) this.#answered.set(chunk, answeredRows);
      else this.#answered.delete(chunk);
      if (answeredRows > 0) this.#show();
    };
  }

  /** Shows a note beside the numbers at once, until rows are written. */
  note(text: string): void {
    this.#note = text;
    this.#lastLineAt = 0;
    this.#show();
  }

  /** Ends the bar's line. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\n');
  }

  #show(): void {
    const answered = [...this.#answered.values()].reduce((sum, rows) => sum + rows, this.#writtenRows);
    const done = Math.min(answered, this.#totalRows);
    const text = `${done} of ${this.#totalRows} rows${this.#note && ` (${this.#note})`}`;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[K[${barOf(done, this.#totalRows)}] ${text}`);
      return;
    }
    if (Date.now() - this.#lastLineAt < LINE_INTERVAL_MS && done < this.#totalRows) return;
    this.#lastLineAt = Date.now();
    this.#stream.write(`${text}\n`);
  }
}

function barOf(done: number, total: number): string {
  const filled = Math.round((total === 0 ? 1 : done / total) * BAR_WIDTH);
  return '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
}
