import type {
  LongCall,
  LongCallLimits,
  LongCallOwner,
  LongCallRequest,
  LongCallState,
  LongCalls,
} from '../long-calls.ts';
import {
  isOrphaned,
  LongCallCipher,
  type LongCallRecord,
  type WhichCalls,
} from '../rules/long-call-record.ts';
import { NOW } from './clock.ts';
import type { Tables } from './ledger.ts';
import type { Write } from './transactions.ts';

const UNFINISHED = `status IN ('working', 'input_required')`;
const COLUMNS =
  'id, owner, status, created_at, changed_at, expires_at, process, beat_at, request, state, replies, result';
/** How many calls are read at once. */
const PAGE = 100;

/** The table of calls that go on after their request was answered. */
export class PostgresLongCalls implements LongCalls {
  readonly #tables: Tables;
  readonly #cipher: LongCallCipher;
  readonly #process: string;
  readonly #keepsAnswers: boolean;

  /** @param process names this process @param keepsAnswers whether results may be stored */
  constructor(tables: Tables, process: string, keepsAnswers: boolean) {
    this.#tables = tables;
    this.#cipher = new LongCallCipher(tables.seal.cipher);
    this.#process = process;
    this.#keepsAnswers = keepsAnswers;
  }

  now(): number {
    return this.#tables.clock.now();
  }

  create(
    owner: LongCallOwner,
    id: string,
    { request, state, ttlMs }: { request: LongCallRequest; state: LongCallState; ttlMs: number },
    limits: LongCallLimits,
  ): Promise<boolean> {
    const sealed = this.#tables.seal.owner(owner);
    return this.#tables.transactions.run(owner[0], async (run, write) => {
      const clock = this.#tables.clock.read(run);
      const [count] = await run<{ all: number; unfinished: number }>(
        `SELECT count(*) AS all, count(*) FILTER (WHERE ${UNFINISHED}) AS unfinished FROM snovio_mcp.long_call
           WHERE owner = $1 AND expires_at > ${NOW}`,
        [sealed],
      );
      const at = await clock;
      if (!count || count.unfinished >= limits.unfinished || count.all >= limits.inAll) return false;
      write(
        `INSERT INTO snovio_mcp.long_call (id, owner, status, created_at, changed_at, expires_at, process, beat_at,
           request, state) VALUES ($1, $2, 'working', $3, $3, $4, $5, $3, $6, $7)`,
        [
          ...[id, sealed, at, at + ttlMs, this.#process],
          ...[this.#cipher.close(id, 'request', request), this.#cipher.close(id, 'state', state)],
        ],
      );
      return true;
    });
  }

  async read(owner: LongCallOwner, id: string, staleMs: number): Promise<LongCall | undefined> {
    const [record] = await this.#tables.connections.query<LongCallRecord & { now: number }>(
      `SELECT ${COLUMNS}, NULL AS beat_tick, ${NOW} AS now FROM snovio_mcp.long_call
         WHERE id = $1 AND owner = $2 AND expires_at > ${NOW}`,
      [id, this.#tables.seal.owner(owner)],
    );
    return record && this.#cipher.toLongCall(record, staleMs, { at: record.now, tick: null });
  }

  async takeOver(owner: LongCallOwner, id: string, staleMs: number): Promise<boolean> {
    const taken = await this.#with(owner, id, (record, at, write) => {
      if (!isOrphaned(record, staleMs, { at, tick: null })) return false;
      // A question that is open is asked anew: who asked it is gone.
      write(
        `UPDATE snovio_mcp.long_call SET process = $2, status = 'working', beat_at = $3, replies = NULL WHERE id = $1`,
        [id, this.#process, at],
      );
      return true;
    });
    return taken ?? false;
  }

  async beat(
    id: string,
    status: 'working' | 'input_required',
    state: LongCallState,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const [record] = await this.#tables.connections.query<LongCallRecord>(
      `UPDATE snovio_mcp.long_call SET status = $3, state = $4, changed_at = moment.at, beat_at = moment.at
         FROM (SELECT ${NOW} AS at) AS moment
         WHERE id = $1 AND process = $2 AND ${UNFINISHED} AND expires_at > moment.at
         RETURNING ${COLUMNS}`,
      [id, this.#process, status, this.#cipher.close(id, 'state', state)],
    );
    return record && ((this.#cipher.open(record, 'replies') ?? {}) as Record<string, unknown>);
  }

  async reply(owner: LongCallOwner, id: string, replies: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#with(owner, id, (record, _, write) => {
      if (record.status !== 'input_required') return;
      const all = this.#cipher.withReplies(record, replies);
      write('UPDATE snovio_mcp.long_call SET replies = $2 WHERE id = $1', [id, all]);
    });
  }

  async end(id: string, status: 'completed' | 'failed', result: unknown): Promise<boolean> {
    const kept = this.#keepsAnswers ? this.#cipher.close(id, 'result', result) : null;
    const ended = await this.#tables.connections.query(`${END} AND process = $5 RETURNING id`, [
      id,
      status,
      kept,
      this.#cipher.close(id, 'state', {}),
      this.#process,
    ]);
    return ended.length > 0;
  }

  async cancel(owner: LongCallOwner, id: string): Promise<void> {
    const values = [
      id,
      'cancelled',
      null,
      this.#cipher.close(id, 'state', {}),
      this.#tables.seal.owner(owner),
    ];
    await this.#tables.connections.query(`${END} AND owner = $5`, values);
  }

  async release(id: string): Promise<void> {
    await this.#tables.connections.query(
      'UPDATE snovio_mcp.long_call SET process = NULL WHERE id = $1 AND process = $2',
      [id, this.#process],
    );
  }

  spent(id: string): Promise<number> {
    return this.#tables.spend.ofCall(id);
  }

  /** Removes calls, or only counts them. @returns how many */
  async remove(which: WhichCalls, dryRun: boolean): Promise<number> {
    let count = 0;
    for (let last: string | undefined = ''; last !== undefined; ) {
      const records: LongCallRecord[] = await this.#tables.connections.query<LongCallRecord>(
        `SELECT ${COLUMNS} FROM snovio_mcp.long_call WHERE id > $1 AND expires_at > ${NOW} ORDER BY id LIMIT ${PAGE}`,
        [last],
      );
      const gone = records.filter(record => this.#cipher.isAmong(which, record)).map(({ id }) => id);
      count += gone.length;
      if (!dryRun && gone.length > 0)
        await this.#tables.connections.query('DELETE FROM snovio_mcp.long_call WHERE id = ANY($1)', [gone]);
      last = records.at(-1)?.id;
    }
    return count;
  }

  /** Works with a call of this owner, if there is one, in a transaction. */
  #with<T>(
    owner: LongCallOwner,
    id: string,
    work: (record: LongCallRecord, at: number, write: Write) => T,
  ): Promise<T | undefined> {
    return this.#tables.transactions.run(owner[0], async (run, write) => {
      const clock = this.#tables.clock.read(run);
      const read = run<LongCallRecord>(
        `SELECT ${COLUMNS} FROM snovio_mcp.long_call WHERE id = $1 AND owner = $2 FOR UPDATE`,
        [id, this.#tables.seal.owner(owner)],
      );
      const at = await clock;
      const [record] = await read;
      return record && record.expires_at > at ? work({ ...record, beat_tick: null }, at, write) : undefined;
    });
  }
}

const END = `UPDATE snovio_mcp.long_call SET status = $2, result = $3, state = $4, request = NULL, replies = NULL,
  process = NULL, changed_at = ${NOW} WHERE id = $1 AND ${UNFINISHED}`;
