const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

/** What is told when a run is ended from outside. */
export interface Told {
  /** The first signal. */
  readonly stopping: () => void;
  /** The second: the process is left at once. */
  readonly left: () => void;
  /** A failure that nobody catches, before Node.js ends the process. */
  readonly crashed: () => void;
}

/** Listens for what ends a run from outside. The first signal ends it in order, the second at once. */
export class Interruption {
  readonly #told: Told;
  readonly #controller = new AbortController();
  readonly #onSignal = (name: NodeJS.Signals) => {
    if (this.#controller.signal.aborted) {
      this.#told.left();
      this.close();
      // With nobody listening any more, the signal ends the process as it ends any other.
      process.kill(process.pid, name);
      return;
    }
    this.#told.stopping();
    this.#controller.abort(name);
  };
  readonly #onCrash = () => this.#told.crashed();

  constructor(told: Told) {
    this.#told = told;
    for (const name of SIGNALS) process.on(name, this.#onSignal);
    process.on('uncaughtExceptionMonitor', this.#onCrash);
  }

  /** Aborts at the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code after a signal; undefined where there was none. */
  get exitCode(): number | undefined {
    return this.signal.aborted ? EXIT_CODES[this.signal.reason] : undefined;
  }

  /** Listens no more. */
  close(): void {
    for (const name of SIGNALS) process.off(name, this.#onSignal);
    process.off('uncaughtExceptionMonitor', this.#onCrash);
  }
}
