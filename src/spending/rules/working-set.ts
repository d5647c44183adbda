import type { ItemRecord } from './item-record.ts';

/** What an operation makes of a record; undefined: there is none, before or after. */
export interface Change {
  readonly before: ItemRecord | undefined;
  readonly after: ItemRecord | undefined;
}

/** The records that an operation works with, as they were read, and what it makes of them. */
export class WorkingSet {
  readonly #before: ReadonlyMap<string, ItemRecord>;
  readonly #after: Map<string, ItemRecord>;

  /** @param found what the store has of the operation's items */
  constructor(found: Iterable<ItemRecord>) {
    this.#before = new Map([...found].map(record => [record.item, record]));
    this.#after = new Map(this.#before);
  }

  get(item: string): ItemRecord | undefined {
    return this.#after.get(item);
  }

  set(item: string, record: ItemRecord | undefined): void {
    if (record) this.#after.set(item, record);
    else this.#after.delete(item);
  }

  /** What has to be written. */
  changes(): Change[] {
    const items = new Set([...this.#before.keys(), ...this.#after.keys()]);
    return [...items]
      .map(item => ({ before: this.#before.get(item), after: this.#after.get(item) }))
      .filter(({ before, after }) => before !== after);
  }
}
