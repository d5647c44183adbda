import type { EventTable } from '../../spending/event-table.ts';

/** How often new events are looked for, in milliseconds. */
const LOOK_MS = 2000;

/**
 * Notices new events of accounts that somebody watches. They may have reached another process, so that the store is asked, and
 * only while somebody watches.
 */
export class EventWatch {
  readonly #table: EventTable;
  readonly #onNew: (account: string) => void;
  /** How many watch an account. */
  readonly #watched = new Map<string, number>();
  /** The number of the last event that was known of an account. */
  readonly #known = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(table: EventTable, onNew: (account: string) => void) {
    this.#table = table;
    this.#onNew = onNew;
  }

  /** Watches an account. @returns what ends it */
  watch(account: string): () => void {
    this.#watched.set(account, (this.#watched.get(account) ?? 0) + 1);
    void this.#look([account]);
    this.#timer ??= setInterval(() => void this.#look([...this.#watched.keys()]), LOOK_MS).unref();
    let isOver = false;
    return () => {
      if (!isOver) this.#end(account);
      isOver = true;
    };
  }

  /** Nobody watches any more. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#watched.clear();
  }

  #end(account: string): void {
    const left = (this.#watched.get(account) ?? 0) - 1;
    if (left > 0) return void this.#watched.set(account, left);
    this.#watched.delete(account);
    this.#known.delete(account);
    if (this.#watched.size === 0) this.close();
  }

  /** What cannot be read now is noticed the next time. */
  async #look(accounts: readonly string[]): Promise<void> {
    const latest = await this.#table.latest(accounts).catch(() => undefined);
    if (!latest) return;
    for (const account of accounts) {
      const number = latest.get(account) ?? 0;
      const known = this.#known.get(account);
      if (!this.#watched.has(account)) continue;
      this.#known.set(account, Math.max(number, known ?? 0));
      if (known !== undefined && number > known) this.#onNew(account);
    }
  }
}
