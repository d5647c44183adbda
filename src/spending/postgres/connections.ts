import pg from 'pg';
import type { DatabaseAddress } from './address.ts';
import { DatabaseFailure, UnusableDatabase } from './failures.ts';
import { tlsOptions } from './tls.ts';

/** How long a connection, or one that is free, is waited for. Hosts give a server that starts little more. */
const CONNECT_MS = 3500;
/** How long a statement may take, and how long another transaction is waited for. */
const STATEMENT_MS = 5000;
const LOCK_MS = 3000;
/** After which an open transaction is ended: its process stands still, and others wait for its lock. */
const IDLE_TRANSACTION_MS = 5000;
/** After which a server that says nothing is given up. One that lives gives up a statement sooner. */
const SILENCE_MS = 8000;
/** After which a connection that is not used is closed. */
const IDLE_MS = 60_000;

const INT8 = 20;
const INT8_ARRAY = 1016;

/** Rows, with whole numbers as such: none that is stored is beyond what a number holds. */
const types = {
  getTypeParser: ((oid: number, format?: 'text') => {
    if (oid === INT8) return Number;
    if (oid === INT8_ARRAY) return (text: string) => text.slice(1, -1).split(',').filter(Boolean).map(Number);
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

export type Values = readonly (string | number | Buffer | null | readonly string[] | readonly number[])[];

/** Runs a prepared statement. @throws DatabaseFailure */
export type Run = <R extends object>(sql: string, values?: Values) => Promise<R[]>;

/** What the server says beside its answers. */
export interface Notice {
  /** The place in the server's source that says it: the same in all languages. */
  readonly routine?: string;
}

/** A connection that is in nobody else's hands. Statements leave at once, also while earlier ones are not answered. */
export class Connection {
  readonly #client: pg.PoolClient;
  readonly #names: Map<string, string>;

  /** @param names of the statements that are prepared, by their text */
  constructor(client: pg.PoolClient, names: Map<string, string>) {
    this.#client = client;
    this.#names = names;
  }

  readonly run: Run = <R extends object>(sql: string, values: Values = []) => {
    const name = this.#names.get(sql) ?? `s${this.#names.size}`;
    this.#names.set(sql, name);
    const rows = this.#query<R>({ name, text: sql, values: values as unknown[] }).then(result => result.rows);
    // Whoever sent several waits for the first: when the connection breaks, its failure is told, and the others' to nobody.
    rows.catch(() => {});
    return rows;
  };

  /**
   * Runs statements that are not prepared, and have no values.
   * @param maxMs after which a silent server is given up, where that is not the usual time
   * @returns how many rows the last one has changed
   * @throws DatabaseFailure
   */
  readonly exec = async (sql: string, maxMs = SILENCE_MS): Promise<number> => {
    const query = { text: sql, query_timeout: maxMs } as pg.QueryConfig;
    return (await this.#query(query)).rowCount ?? 0;
  };

  /** What is sent in the same turn leaves as one packet: the server has it all before it says something of the first. */
  #gather(): void {
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  /** Hears what the server says beside its answers, until the function that is returned is called. */
  hear(notice: (notice: Notice) => void): () => void {
    this.#client.on('notice', notice as never);
    return () => void this.#client.off('notice', notice as never);
  }

  async #query<R extends object>(query: pg.QueryConfig): Promise<pg.QueryResult<R>> {
    this.#gather();
    try {
      return await this.#client.query<R>(query);
    } catch (error) {
      throw new DatabaseFailure(error);
    }
  }
}

/** A bounded number of connections to the database. */
export class Connections {
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();

  /** @param most how many there may be at once @throws UnusableDatabase */
  constructor(address: DatabaseAddress, most: number) {
    const { host, port, database, user, password, applicationName, tls } = address;
    this.#pool = new pg.Pool({
      ...{ host, port, database, user, application_name: applicationName, ssl: tlsOptions(tls) },
      ...(password !== undefined && { password }),
      max: most,
      types,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      idleTimeoutMillis: IDLE_MS,
      query_timeout: SILENCE_MS,
      allowExitOnIdle: true,
      onConnect: prepareSession,
    } as pg.PoolConfig);
    // A connection that breaks is replaced by the next use; without these its end would be the end of the process.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', client => void client.on('error', () => {}));
  }

  /** Gives `work` a connection of its own. One that broke is not used again. @throws DatabaseFailure where there is none */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch(error => {
      throw error instanceof UnusableDatabase ? error : new DatabaseFailure(error);
    });
    try {
      const result = await work(new Connection(client, this.#names));
      client.release();
      return result;
    } catch (error) {
      client.release(!(error instanceof DatabaseFailure) || error.isOfConnection);
      throw error;
    }
  }

  counts(): { open: number; idle: number; waiting: number } {
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { open, idle, waiting };
  }

  /** Runs one statement on any connection. @throws DatabaseFailure */
  readonly query: Run = <R extends object>(sql: string, values?: Values) =>
    this.use(connection => connection.run<R>(sql, values));

  /** Runs a statement that takes as long as it takes. */
  async slowly(sql: string): Promise<void> {
    await this.use(async connection => {
      await connection.exec('SET statement_timeout = 0');
      await connection.exec(sql, 6 * 3_600_000);
      await connection.exec(`SET statement_timeout = ${STATEMENT_MS}`);
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

/**
 * What a commit promises, and how long anything may take, is not left to the server's settings. Every statement looks for rows by
 * their keys, so that no values of its own call for another plan.
 */
async function prepareSession(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean; readonly: string }>(
    `SELECT pg_is_in_recovery() AS standby, current_setting('default_transaction_read_only') AS readonly,
       set_config('statement_timeout', '${STATEMENT_MS}', false), set_config('lock_timeout', '${LOCK_MS}', false),
       set_config('idle_in_transaction_session_timeout', '${IDLE_TRANSACTION_MS}', false),
       set_config('default_transaction_isolation', 'read committed', false), set_config('timezone', 'UTC', false),
       set_config('plan_cache_mode', 'force_generic_plan', false),
       CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
         THEN set_config('synchronous_commit', 'on', false) END`,
  );
  if (rows[0]?.standby || rows[0]?.readonly === 'on')
    throw new UnusableDatabase('takes no writes: it is a standby, or set to read only');
}
