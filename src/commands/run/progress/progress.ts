import type { CreditRange } from '../estimate/credits.ts';
import { CreditForecast } from './credit-forecast.ts';
import { barLine, type Standing, standingInWords } from './line.ts';
import { RecentRate } from './recent-rate.ts';
import { waitNote } from './wait-note.ts';

/** The time between two lines where there is no terminal. */
const LINE_INTERVAL_MS = 15_000;
/** The time after which a line of a terminal is drawn anew, and the least time between two. */
const DRAW_INTERVAL_MS = 1000;
const LEAST_DRAW_MS = 100;
/** A shorter wait for Snov.io's limit goes without saying. */
const WORTH_TELLING_MS = 1500;
/** Snov.io's window is kept with a margin. */
const WINDOW_MARGIN = 1.04;
/** Where a terminal does not tell its width. */
const NARROW = 80;

/** Where progress is shown, such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What progress is shown of. */
export interface ProgressOptions {
  readonly totalRows: number;
  /** Rows that an earlier run has written. */
  readonly writtenRows: number;
  /** Whether the run can cost credits. */
  readonly paid: boolean;
  /** What the rows that are left will cost. */
  readonly credits: CreditRange;
  /** Snov.io's rate window, in milliseconds. */
  readonly windowMs: number;
}

/**
 * Shows how many rows are done, how fast, and what was spent: a bar on a terminal, else a line every 15 s. It never runs
 * backwards.
 */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #options: ProgressOptions;
  readonly #rate: RecentRate;
  readonly #forecast: CreditForecast;
  readonly #timer: NodeJS.Timeout;
  /** Answered rows of each running chunk. */
  readonly #answered = new Map<symbol, number>();
  #writtenRows: number;
  #done: number;
  #spent = 0;
  #note = '';
  #ended = false;
  #shownAt = Number.NEGATIVE_INFINITY;
  #waitMs = () => 0;

  constructor(stream: ProgressStream, options: ProgressOptions) {
    const { windowMs, writtenRows, totalRows, credits } = options;
    this.#forecast = new CreditForecast(totalRows - writtenRows, credits);
    this.#stream = stream;
    this.#options = options;
    this.#writtenRows = writtenRows;
    this.#done = writtenRows;
    this.#rate = new RecentRate(windowMs * WINDOW_MARGIN, writtenRows, performance.now());
    this.#timer = setInterval(() => this.#show(), DRAW_INTERVAL_MS).unref();
  }

  /** @param waitMs how long Snov.io's rate limit holds up the next request, in milliseconds */
  watchLimit(waitMs: () => number): void {
    this.#waitMs = waitMs;
  }

  /** Sets how many rows are in the output, and removes the note. */
  rowsWritten(rows: number): void {
    this.#writtenRows = rows;
    this.#advance();
  }

  /** Tracks a running chunk. @returns sets how many of its rows are answered; 0 ends the tracking */
  trackChunk(): (answeredRows: number) => void {
    const chunk = Symbol('chunk');
    return answeredRows => {
      if (answeredRows > 0) this.#answered.set(chunk, answeredRows);
      else this.#answered.delete(chunk);
      this.#advance();
    };
  }

  /** Adds credits that an answer tells as spent. */
  addSpent(credits: number): void {
    this.#spent += credits;
  }

  /** Takes note of what rows that have all their answers have cost: what the others will cost is guessed from that. */
  rowsPaid(rows: number, credits: number): void {
    this.#forecast.add(rows, credits);
  }

  /** Credits that answers of this run have told as spent. */
  get spent(): number {
    return this.#spent;
  }

  /** Shows a note beside the numbers at once, until rows are done. */
  note(text: string): void {
    this.#note = text;
    this.#show(true);
  }

  /** Shows the last numbers, and ends the bar's line. */
  end(): void {
    clearInterval(this.#timer);
    this.#note = '';
    this.#waitMs = () => 0;
    if (this.#stream.isTTY && !this.#ended) {
      this.#show(true);
      this.#stream.write('\n');
    }
    this.#ended = true;
  }

  /** Takes over the numbers. A call that is repeated begins to count anew, so the most that was ever shown stays. */
  #advance(): void {
    const answered = [...this.#answered.values()].reduce((sum, rows) => sum + rows, this.#writtenRows);
    const done = Math.min(answered, this.#options.totalRows);
    if (done <= this.#done) return;
    this.#done = done;
    this.#note = '';
    this.#rate.record(done, performance.now());
    this.#show(done === this.#options.totalRows);
  }

  #show(now = false): void {
    if (this.#ended) return;
    const { isTTY, columns } = this.#stream;
    const age = performance.now() - this.#shownAt;
    if (!now && age < (isTTY ? LEAST_DRAW_MS : LINE_INTERVAL_MS)) return;
    this.#shownAt = performance.now();
    const standing = this.#standing();
    const line = isTTY
      ? `\r\u001b[K${barLine(standing, columns || NARROW)}`
      : `${standingInWords(standing)}\n`;
    this.#stream.write(line);
  }

  #standing(): Standing {
    const { totalRows: total, paid } = this.#options;
    const rate = this.#rate.perMs(performance.now());
    const spent = paid ? this.#spent : undefined;
    return { done: this.#done, total, rate, spent, inAll: this.#forecast.inAll(), note: this.#noteNow() };
  }

  #noteNow(): string {
    const ms = this.#waitMs();
    if (this.#note || ms < WORTH_TELLING_MS) return this.#note;
    return waitNote({ ms, problem: '', code: 'rate_limited' });
  }
}
