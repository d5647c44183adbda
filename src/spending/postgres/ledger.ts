import type { Holder } from '../holders.ts';
import { leftByHolder, limitsOf } from '../rules/holder-rooms.ts';
import { paidLineOf, toRow } from '../rules/item-record.ts';
import type { Moment } from '../rules/moment.ts';
import { type Books, isToTell, type Left, tellItems } from '../rules/operations.ts';
import type { Seal } from '../rules/seal.ts';
import type { Limit, QuestionScope, Reported, Row, SlotState, Walls } from '../store.ts';
import type { DatabaseClock } from './clock.ts';
import { NOW } from './clock.ts';
import type { Connections, Run } from './connections.ts';
import type { ForgottenTable } from './forgotten.ts';
import type { Items, ReadItems } from './items.ts';
import type { SharedPace, SlotFacts } from './pace.ts';
import type { Asked, Place } from './reading.ts';
import { roomOf } from './shares.ts';
import { leftBelow, type Spend, type Sums } from './spend.ts';
import type { Transactions, Write } from './transactions.ts';

/** What the tables of the database are reached by. */
export interface Tables {
  readonly connections: Connections;
  readonly transactions: Transactions;
  readonly clock: DatabaseClock;
  readonly seal: Seal;
  readonly items: Items;
  readonly spend: Spend;
  readonly forgotten: ForgottenTable;
}

/** What an operation reads besides the records of its items. */
export interface Reading {
  /** Of a claim: its walls, and whose it has to look at besides. */
  readonly walls?: Walls;
  readonly holders?: readonly Holder[];
  /** Takes a slot of the pace, which is given back where the operation changes nothing. */
  readonly slot?: Limit;
  /** The earliest moment since which somebody may have been forgotten. */
  readonly since?: number | undefined;
}

interface Facts extends Sums, SlotFacts {
  readonly now: number;
  readonly ids?: readonly number[] | null;
  readonly forgotten?: Readonly<Record<string, number>> | null;
}

const NOTHING: Asked = { facts: {} };

/** Payments and answers: reads what an operation is about, and writes what it makes of that. */
export class Ledger {
  readonly #tables: Tables;
  readonly #pace: SharedPace;
  readonly #days: number;

  /** @param days SNOVIO_LEDGER_DAYS */
  constructor(tables: Tables, pace: SharedPace, days: number) {
    this.#tables = tables;
    this.#pace = pace;
    this.#days = days;
  }

  async rows(scope: QuestionScope, items: readonly string[]): Promise<Map<string, Row>> {
    const { records, facts } = await this.#tables.connections.use(({ run }) => this.#read(run, scope, items));
    const rows = items.flatMap(item => {
      const record = records.get(item);
      const row = record && toRow(record, momentOf(facts));
      return row ? [[item, row] as const] : [];
    });
    return new Map(rows);
  }

  /**
   * Runs an operation on the records of these items in one transaction.
   * @param operation gets what the walls leave, too, and what has become of the slot where one was asked for
   */
  change<T>(
    scope: QuestionScope,
    about: readonly { readonly item: string }[],
    operation: (books: Books, left: Left, slot?: SlotState) => T,
    { walls, holders = [], slot: limit, since }: Reading = {},
  ): Promise<T> {
    const { transactions, items, spend, forgotten } = this.#tables;
    const keys = about.map(({ item }) => item);
    const { account } = scope;
    const besides = (place: Place): Asked => {
      const { first, facts } = limit ? this.#pace.asked(place, account, limit) : NOTHING;
      return {
        ...(first && { first }),
        facts: {
          ...facts,
          ...(walls && { ...spend.sums(place, account, walls), ...spend.ids(place, keys.length) }),
          ...(since !== undefined && this.#days > 0 && forgotten.since(place, since)),
        },
      };
    };
    // Whatever a claim records has a line, the first of those that there may be.
    let isReserved: ((run: Run) => Promise<boolean>) | undefined;
    const receipt = walls && (async (run: Run) => (await isReserved?.(run)) ?? false);
    const work = async (run: Run, write: Write) => {
      const [{ records, facts }, rooms] = await Promise.all([
        this.#read(run, scope, keys, besides),
        roomOf(run, holders),
      ]);
      const [line] = facts.ids ?? [];
      if (line !== undefined)
        isReserved = outcome => spend.has(outcome, { account, id: line, at: facts.now });
      const slot = limit && (await this.#pace.answered(run, write, { account, limit, ...facts }));
      const lines = spend.lines(write, account, facts.ids ?? [], facts.now);
      const people = forgotten.people(facts.forgotten);
      const books = { scope, now: momentOf(facts), records, lines, forgotten: people, days: this.#days };
      const result = operation(
        books,
        { ...leftBelow(walls ?? {}, facts), holders: leftByHolder(rooms) },
        slot,
      );
      items.save(write, scope, records.changes());
      return result;
    };
    const limited = [...new Set(limitsOf(holders).map(({ name }) => name))];
    return transactions.run(account, work, {
      ...(receipt && { receipt }),
      apart: true,
      holders: limited,
    });
  }

  /** See {@link Store.reported}. */
  async reported(scope: QuestionScope, items: readonly string[]): Promise<Reported> {
    const { connections, transactions, items: table } = this.#tables;
    const known = await connections.use(({ run }) => this.#withCredits(run, scope, items));
    if (!items.some(item => isToTell(known.records.get(item))))
      return tellItems(known, items, known.creditsOf);
    return transactions.run(
      scope.account,
      async (run, write) => {
        const books = await this.#withCredits(run, scope, items);
        const told = tellItems(books, items, books.creditsOf);
        table.save(write, scope, books.records.changes());
        return told;
      },
      { receipt: true, apart: true },
    );
  }

  /** @param besides what else is read in the same statement */
  async #read(
    run: Run,
    scope: QuestionScope,
    items: readonly string[],
    besides: (place: Place) => Asked = () => NOTHING,
    charged = false,
  ): Promise<ReadItems<Facts>> {
    const { clock, items: table } = this.#tables;
    const read = await table.read<Facts>(
      run,
      scope,
      items,
      place => {
        const asked = besides(place);
        return { ...asked, facts: { now: NOW, ...asked.facts } };
      },
      charged,
    );
    clock.set(read.facts.now);
    return read;
  }

  async #withCredits(run: Run, scope: QuestionScope, items: readonly string[]) {
    const { records, facts, charged } = await this.#read(run, scope, items, undefined, true);
    const now = momentOf(facts);
    const credits = new Map(
      items.map(item => {
        const record = records.get(item);
        return [record && paidLineOf(record, now.at), charged.get(item) ?? 0];
      }),
    );
    return { records, now, creditsOf: (line: number) => credits.get(line) ?? 0 };
  }
}

function momentOf({ now }: Facts): Moment {
  return { at: now, tick: null };
}
