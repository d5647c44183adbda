import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Settings } from './settings.ts';

const Run = z.object({
  startedAt: z.number(),
  pid: z.number(),
  /** Credits that answers of this run have told as spent. */
  credits: z.number(),
  /** Names the ledger that knows what this run has paid for. */
  ledger: z.string().optional(),
});

const Recorded = z.object({
  version: z.literal(1),
  settings: z.object({
    flow: z.string(),
    flags: z.record(z.string(), z.array(z.string()).readonly()),
    account: z.string(),
  }),
  /** Whether the part was begun by these runs, so that their credits are all there are. */
  whole: z.boolean(),
  runs: z.array(Run),
});

type Recorded = z.output<typeof Recorded>;

/** What is known of the runs that wrote a part, kept in a file beside it, `OUT.part.json`, until the output is complete. */
export class PartRecord {
  readonly #path: string;
  #record: Recorded;

  private constructor(path: string, record: Recorded) {
    this.#path = path;
    this.#record = record;
  }

  /**
   * Reads what is recorded of a part.
   * @returns undefined where nothing is, or nothing that this version can read
   */
  static read(part: string): PartRecord | undefined {
    const path = `${part}.json`;
    try {
      return new PartRecord(path, Recorded.parse(JSON.parse(readFileSync(path, 'utf8'))));
    } catch {
      return undefined;
    }
  }

  /** @param hasRows whether the part is there already */
  static begin(part: string, settings: Settings, hasRows: boolean): PartRecord {
    return new PartRecord(`${part}.json`, { version: 1, settings, whole: !hasRows, runs: [] });
  }

  get settings(): Settings {
    return this.#record.settings;
  }

  /** When the first run began, in milliseconds since the epoch. */
  get startedAt(): number {
    return this.#record.runs[0]?.startedAt ?? Date.now();
  }

  /** The process of the last run. */
  get pid(): number | undefined {
    return this.#record.runs.at(-1)?.pid;
  }

  /** Credits of all runs; undefined where there were runs that nobody recorded. */
  get credits(): number | undefined {
    if (!this.#record.whole) return undefined;
    return this.#record.runs.reduce((sum, { credits }) => sum + credits, 0);
  }

  /** The ledger of the last run; undefined where there was none, or where it said nothing of it. */
  get ledger(): string | undefined {
    return this.#record.runs.at(-1)?.ledger;
  }

  startRun(ledger: string): void {
    this.#record.runs.push({ startedAt: Date.now(), pid: process.pid, credits: 0, ledger });
    this.#write();
  }

  /** Adds credits to the run that was started last. */
  addCredits(credits: number): void {
    const run = this.#record.runs.at(-1);
    if (!run || credits === 0) return;
    run.credits += credits;
    this.#write();
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }

  /** Whole or not at all. A full disk is no reason to lose what was just paid for: the next time writes it as well. */
  #write(): void {
    const draft = `${this.#path}.new`;
    try {
      writeFileSync(draft, `${JSON.stringify(this.#record)}\n`, { mode: 0o600 });
      renameSync(draft, this.#path);
    } catch {
      rmSync(draft, { force: true });
    }
  }
}
