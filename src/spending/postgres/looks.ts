import { beginsAnew, COMPARED_MS, compared, type LookRecord } from '../rules/looks.ts';
import type { Look } from '../store.ts';
import type { DatabaseClock } from './clock.ts';
import type { Run } from './connections.ts';
import type { Transactions, Work } from './transactions.ts';

/** The looks at balances, by account. */
export class Looks {
  readonly #transactions: Transactions;
  readonly #clock: DatabaseClock;

  constructor({ transactions, clock }: { transactions: Transactions; clock: DatabaseClock }) {
    this.#transactions = transactions;
    this.#clock = clock;
  }

  /** See {@link Store.looked}. */
  add(account: string, balance: number): Promise<Look> {
    const work: Work<Look> = async (run, write) => {
      const clock = this.#clock.read(run);
      const read = run<LookRecord>(
        'SELECT at, balance, counted, open, untold FROM snovio_mcp.look WHERE account = $1',
        [account],
      );
      const owed = run<Pick<LookRecord, 'open' | 'untold'>>(
        `SELECT COALESCE(SUM(reserved), 0) AS open, COALESCE(SUM(untold), 0) AS untold FROM snovio_mcp.item
           WHERE account = $1 AND (reserved > 0 OR untold > 0)`,
        [account],
      );
      const [at, [before], [{ open, untold } = { open: 0, untold: 0 }]] = await Promise.all([
        clock,
        read,
        owed,
      ]);
      const current = { at, balance, counted: await counted(run, account, at), open, untold };
      if (beginsAnew(current, before))
        write(
          `INSERT INTO snovio_mcp.look (account, at, balance, counted, open, untold) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (account) DO UPDATE SET at = excluded.at, balance = excluded.balance,
               counted = excluded.counted, open = excluded.open, untold = excluded.untold`,
          [account, at, balance, current.counted, open, untold],
        );
      return compared(current, before, before ? await counted(run, account, before.at) : 0);
    };
    return this.#transactions.run(account, work, { light: true });
  }
}

async function counted(run: Run, account: string, moment: number): Promise<number> {
  const [row] = await run<{ credits: number }>(
    'SELECT COALESCE(SUM(credits), 0) AS credits FROM snovio_mcp.spend WHERE account = $1 AND at > $2',
    [account, moment - COMPARED_MS],
  );
  return row?.credits ?? 0;
}
