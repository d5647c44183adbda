import { hash, randomUUID } from 'node:crypto';
import { NOW } from './clock.ts';
import type { Connection, Connections, Run, Values } from './connections.ts';
import { DatabaseFailure } from './failures.ts';

/** How long the outcome of a commit is looked for when the connection broke in the middle of it, and how often. */
const SETTLE_MS = 10_000;
const RETRY_MS = 200;
/** How many changes travel as one statement. Each combination is prepared once, so that they are few. */
const JOINED = 4;

/** Changes something before the commit. A failure of it is that of the transaction. */
export type Write = (sql: string, values?: Values) => void;

interface Statement {
  readonly sql: string;
  readonly values: Values;
}

/** What is done in a transaction: it reads, and says what is to be written. */
export type Work<T> = (run: Run, write: Write) => Promise<T>;

export interface TransactionOptions {
  /** It may be lost if the database dies in the next second, as records may that are not about money. */
  readonly light?: boolean;
  /**
   * Leaves a receipt, so that it can be found out whether it happened where the connection broke before the answer; or says how
   * that is found out by what it has written itself.
   */
  readonly receipt?: true | ((run: Run) => Promise<boolean>);
  /**
   * No two of its changes are of the same row, and none needs another to have happened: few of them leave as one statement, in no
   * order.
   */
  readonly apart?: boolean;
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
    const receipt = options.receipt === true ? randomUUID() : undefined;
    const found = typeof options.receipt === 'function' ? options.receipt : receipt && isLeft(receipt);
    let result: { value: T } | undefined;
    try {
      return await this.#connections.use(async connection => {
        const { value, writes } = await this.#work(connection, account, work, options);
        result = { value };
        if (writes.length === 0) await connection.run('ROLLBACK');
        else {
          const all = receipt ? [...writes, { sql: LEAVE_RECEIPT, values: [receipt] }] : writes;
          const isOne = options.apart && all.length > 1 && all.length <= JOINED;
          await commit(connection, isOne ? [joined(all)] : all);
        }
        return value;
      });
    } catch (error) {
      if (!result || !found || !(error instanceof DatabaseFailure) || error.isRefusal) throw error;
      // Behind the account's lock: the server may still be at work on a transaction whose connection is gone.
      if (await this.#happened(() => this.run(account, found), error)) return result.value;
      throw error;
    }
  }

  async #work<T>(
    { run, exec }: Connection,
    account: string,
    work: Work<T>,
    { light, holders = [] }: TransactionOptions,
  ): Promise<{ value: T; writes: readonly Statement[] }> {
    const writes: Statement[] = [];
    // An account first, then holders, in an order of their own: nobody waits for somebody who waits for them.
    const locks = [lockOf(account), ...holders.map(lockOfHolder).sort()];
    const statements = [
      'BEGIN',
      ...(light ? ['SET LOCAL synchronous_commit = off'] : []),
      ...locks.map(lock => `SELECT pg_advisory_xact_lock(${lock})`),
    ];
    // Not in one statement with what is read: that would show what was there before the wait. Together they cost least.
    const begun = exec(statements.join('; '));
    const worked = work(run, (sql, values = []) => void writes.push({ sql, values }));
    worked.catch(() => {});
    try {
      // The first failure explains those of the statements behind it.
      await begun;
      return { value: await worked, writes };
    } catch (error) {
      await Promise.allSettled([worked, run('ROLLBACK')]);
      throw error;
    }
  }

  /** Waits until the database can say what has become of a commit. */
  async #happened(find: () => Promise<boolean>, cause: unknown): Promise<boolean> {
    for (const until = performance.now() + SETTLE_MS; ; ) {
      try {
        return await find();
      } catch {
        if (performance.now() + RETRY_MS > until) throw new UnknownOutcome(cause, find);
        await new Promise(resolve => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}

async function commit(connection: Connection, writes: readonly Statement[]): Promise<void> {
  const written = writes.map(({ sql, values }) => connection.run(sql, values));
  let isOnStandby = true;
  const stop = connection.hear(notice => {
    // Somebody, or a time-out, has ended the wait for the standby; here it is committed already.
    if (notice.routine === 'SyncRepWaitForLSN') isOnStandby = false;
  });
  const [committed, ...outcomes] = await Promise.allSettled([connection.run('COMMIT'), ...written]);
  stop();
  const failed = outcomes.find(outcome => outcome.status === 'rejected') ?? committed;
  if (failed?.status === 'rejected') throw failed.reason;
  if (!isOnStandby) throw new DatabaseFailure({ code: '57014' });
}

const joinedSql = new Map<string, string>();

/** Several changes as one statement, which costs the server and this process less than to go through them one by one. */
function joined(writes: readonly Statement[]): Statement {
  const key = writes.map(({ sql }) => sql).join('; ');
  const sql = joinedSql.get(key) ?? joinedSqlOf(writes);
  joinedSql.set(key, sql);
  return { sql, values: writes.flatMap(({ values }) => values) };
}

function joinedSqlOf(writes: readonly Statement[]): string {
  let before = 0;
  const parts = writes.map(({ sql, values }, i) => {
    const from = before;
    before += values.length;
    return `w${i} AS (${sql.replace(/\$(\d+)/g, (_, n) => `$${from + Number(n)}`)})`;
  });
  return `WITH ${parts.join(', ')} SELECT`;
}

function isLeft(receipt: string): (run: Run) => Promise<boolean> {
  return async run => (await run('SELECT 1 FROM snovio_mcp.receipt WHERE id = $1', [receipt])).length > 0;
}

const LEAVE_RECEIPT = `INSERT INTO snovio_mcp.receipt (id, at) VALUES ($1, ${NOW})`;

/** A whole number, in digits. Never changed: copies of all versions have to mean the same lock. */
function lockOf(account: string): string {
  return lockNamed(`account ${account}`);
}

function lockOfHolder(holder: string): string {
  return lockNamed(`holder ${holder}`);
}

function lockNamed(name: string): string {
  return hash('sha256', `snovio-mcp ${name}`, 'buffer').readBigInt64BE().toString();
}
