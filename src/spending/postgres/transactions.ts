import { createHash, randomUUID } from 'node:crypto';
import { NOW } from './clock.ts';
import type { Connection, Connections, Run, Values } from './connections.ts';
import { DatabaseFailure } from './failures.ts';

/** How long the outcome of a commit is looked for when the connection broke in the middle of it, and how often. */
const SETTLE_MS = 10_000;
const RETRY_MS = 200;

/** Changes something before the commit. A failure of it is that of the transaction. */
export type Write = (sql: string, values?: Values) => void;

/** What is done in a transaction: it reads, and says what is to be written. */
export type Work<T> = (run: Run, write: Write) => Promise<T>;

export interface TransactionOptions {
  /** It may be lost if the database dies in the next second, as records may that are not about money. */
  readonly light?: boolean;
  /** Leaves a receipt, so that it can be found out whether it happened where the connection broke before the answer. */
  readonly receipt?: boolean;
  /** Holders whose credits are counted and added to: their other payments, at whatever account, wait too. */
  readonly holders?: readonly string[];
}

/** The outcome of a commit is not known: the connection broke, and the database is not back yet. */
export class UnknownOutcome extends DatabaseFailure {
  /** Whether it happened, once the database is back. @throws while it is not */
  readonly find: () => Promise<boolean>;

  constructor(cause: unknown, find: () => Promise<boolean>) {
    super(cause);
    this.find = find;
  }
}

/**
 * Transactions of which each holds the lock of one account: what they read stays true until they have written. Accounts do not
 * wait for each other.
 */
export class Transactions {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /**
   * Runs `work` as a whole or, when this is rejected, not at all; except for {@link UnknownOutcome}, which only those with a
   * receipt throw.
   */
  async run<T>(account: string, work: Work<T>, options: TransactionOptions = {}): Promise<T> {
    const receipt = options.receipt ? randomUUID() : undefined;
    let result: { value: T } | undefined;
    try {
      return await this.#connections.use(async connection => {
        const { value, writes } = await this.#work(connection, account, work, options);
        result = { value };
        if (writes.length === 0) await connection.exec('ROLLBACK');
        else await this.#commit(connection, writes, receipt);
        return value;
      });
    } catch (error) {
      if (!result || !receipt || !(error instanceof DatabaseFailure) || error.isRefusal) throw error;
      if (await this.#happened(account, receipt, error)) return result.value;
      throw error;
    }
  }

  async #work<T>(
    { run, exec }: Connection,
    account: string,
    work: Work<T>,
    { light, holders = [] }: TransactionOptions,
  ): Promise<{ value: T; writes: (() => Promise<unknown>)[] }> {
    const writes: (() => Promise<unknown>)[] = [];
    const begun = Promise.all([
      exec(light ? 'BEGIN; SET LOCAL synchronous_commit = off' : 'BEGIN'),
      // An account first, then holders, in an order of their own: nobody waits for somebody who waits for them.
      ...[lockOf(account), ...holders.map(lockOfHolder).sort()].map(lock =>
        run('SELECT pg_advisory_xact_lock($1::bigint)', [lock]),
      ),
    ]);
    const worked = work(run, (sql, values) => void writes.push(() => run(sql, values)));
    worked.catch(() => {});
    try {
      // The first failure explains those of the statements behind it.
      await begun;
      return { value: await worked, writes };
    } catch (error) {
      await Promise.allSettled([worked, exec('ROLLBACK')]);
      throw error;
    }
  }

  async #commit(
    connection: Connection,
    writes: readonly (() => Promise<unknown>)[],
    receipt: string | undefined,
  ): Promise<void> {
    const written = writes.map(write => write());
    if (receipt) written.push(connection.run(LEAVE_RECEIPT, [receipt]));
    let isOnStandby = true;
    const stop = connection.hear(notice => {
      // Somebody, or a time-out, has ended the wait for the standby; here it is committed already.
      if (notice.routine === 'SyncRepWaitForLSN') isOnStandby = false;
    });
    const [committed, ...outcomes] = await Promise.allSettled([connection.exec('COMMIT'), ...written]);
    stop();
    const failed = outcomes.find(outcome => outcome.status === 'rejected') ?? committed;
    if (failed?.status === 'rejected') throw failed.reason;
    if (!isOnStandby) throw new DatabaseFailure({ code: '57014' });
  }

  /** Waits until the database can say what has become of a commit. */
  async #happened(account: string, receipt: string, cause: unknown): Promise<boolean> {
    const find = () => this.#find(account, receipt);
    for (const until = performance.now() + SETTLE_MS; ; ) {
      try {
        return await find();
      } catch {
        if (performance.now() + RETRY_MS > until) throw new UnknownOutcome(cause, find);
        await new Promise(resolve => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Behind the account's lock: the server may still be at work on a transaction whose connection is gone. */
  #find(account: string, receipt: string): Promise<boolean> {
    return this.run(account, async run => {
      const rows = await run('SELECT 1 FROM snovio_mcp.receipt WHERE id = $1', [receipt]);
      return rows.length > 0;
    });
  }
}

const LEAVE_RECEIPT = `INSERT INTO snovio_mcp.receipt (id, at) VALUES ($1, ${NOW})`;

/** Never changed: copies of all versions have to mean the same lock. */
function lockOf(account: string): string {
  return lockNamed(`account ${account}`);
}

function lockOfHolder(holder: string): string {
  return lockNamed(`holder ${holder}`);
}

function lockNamed(name: string): string {
  return createHash('sha256').update(`snovio-mcp ${name}`).digest().readBigInt64BE().toString();
}
