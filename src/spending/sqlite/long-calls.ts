import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
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
import type { Seal } from '../rules/seal.ts';
import { momentNow } from './clock.ts';
import { transact, transactLightly } from './database.ts';

const UNFINISHED = `status IN ('working', 'input_required')`;

/** The table of calls that go on after their request was answered. */
export class SqliteLongCalls implements LongCalls {
  readonly #db: DatabaseSync;
  readonly #seal: Seal;
  readonly #cipher: LongCallCipher;
  readonly #process: string;
  readonly #keepsAnswers: boolean;

  /** @param process names this process @param keepsAnswers whether results may stay on the disk */
  constructor(db: DatabaseSync, seal: Seal, process: string, keepsAnswers: boolean) {
    this.#db = db;
    this.#seal = seal;
    this.#cipher = new LongCallCipher(seal.cipher);
    this.#process = process;
    this.#keepsAnswers = keepsAnswers;
  }

  now(): number {
    return Date.now();
  }

  async create(
    owner: LongCallOwner,
    id: string,
    { request, state, ttlMs }: { request: LongCallRequest; state: LongCallState; ttlMs: number },
    limits: LongCallLimits,
  ): Promise<boolean> {
    const sealed = this.#seal.owner(owner);
    return transact(this.#db, () => {
      this.#purgeExpired();
      if (this.#count(sealed, UNFINISHED) >= limits.unfinished) return false;
      if (this.#count(sealed, '1 = 1') >= limits.inAll) return false;
      const { at, tick } = momentNow();
      this.#run(
        `INSERT INTO long_call (id, owner, status, created_at, changed_at, expires_at, process, beat_at, beat_tick, request,
           state) VALUES (?, ?, 'working', ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[id, sealed, at, at, at + ttlMs, this.#process, at, tick],
        this.#cipher.close(id, 'request', request),
        this.#cipher.close(id, 'state', state),
      );
      return true;
    });
  }

  async read(owner: LongCallOwner, id: string, staleMs: number): Promise<LongCall | undefined> {
    const record = this.#get(owner, id);
    return record && this.#cipher.toLongCall(record, staleMs, momentNow());
  }

  async takeOver(owner: LongCallOwner, id: string, staleMs: number): Promise<boolean> {
    return transact(this.#db, () => {
      const now = momentNow();
      const record = this.#get(owner, id);
      if (!record || !isOrphaned(record, staleMs, now)) return false;
      // A question that is open is asked anew: who asked it is gone.
      this.#run(
        `UPDATE long_call SET process = ?, status = 'working', beat_at = ?, beat_tick = ?, replies = NULL WHERE id = ?`,
        ...[this.#process, now.at, now.tick, id],
      );
      return true;
    });
  }

  async beat(
    id: string,
    status: 'working' | 'input_required',
    state: LongCallState,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    return transactLightly(this.#db, () => {
      const { at, tick } = momentNow();
      const changed = this.#run(
        `UPDATE long_call SET status = ?, state = ?, changed_at = ?, beat_at = ?, beat_tick = ?
           WHERE id = ? AND process = ? AND ${UNFINISHED} AND expires_at > ?`,
        ...[status, this.#cipher.close(id, 'state', state), at, at, tick, id, this.#process, at],
      );
      if (changed === 0) return undefined;
      return (this.#cipher.open(this.#byId(id), 'replies') ?? {}) as Record<string, unknown>;
    });
  }

  async reply(owner: LongCallOwner, id: string, replies: Readonly<Record<string, unknown>>): Promise<void> {
    transact(this.#db, () => {
      const record = this.#get(owner, id);
      if (record?.status !== 'input_required') return;
      const all = this.#cipher.withReplies(record, replies);
      this.#run('UPDATE long_call SET replies = ? WHERE id = ?', all, id);
    });
  }

  async end(id: string, status: 'completed' | 'failed', result: unknown): Promise<boolean> {
    const kept = this.#keepsAnswers ? this.#cipher.close(id, 'result', result) : null;
    return transact(
      this.#db,
      () =>
        this.#run(
          `UPDATE long_call SET status = ?, result = ?, state = ?, request = NULL, replies = NULL, process = NULL,
             changed_at = ? WHERE id = ? AND process = ? AND ${UNFINISHED}`,
          ...[status, kept, this.#cipher.close(id, 'state', {}), Date.now(), id, this.#process],
        ) > 0,
    );
  }

  async cancel(owner: LongCallOwner, id: string): Promise<void> {
    transact(this.#db, () => {
      this.#run(
        `UPDATE long_call SET status = 'cancelled', state = ?, request = NULL, replies = NULL, process = NULL, changed_at = ?
           WHERE id = ? AND owner = ? AND ${UNFINISHED}`,
        ...[this.#cipher.close(id, 'state', {}), Date.now(), id, this.#seal.owner(owner)],
      );
    });
  }

  async release(id: string): Promise<void> {
    transact(this.#db, () => {
      this.#run('UPDATE long_call SET process = NULL WHERE id = ? AND process = ?', id, this.#process);
    });
  }

  async spent(id: string): Promise<number> {
    const sum = this.#db.prepare('SELECT COALESCE(SUM(credits), 0) AS credits FROM spend WHERE call = ?');
    return Number(sum.get(id)?.credits);
  }

  /** Removes what is kept no longer. @returns how many calls */
  purge(): number {
    return transact(this.#db, () => this.#purgeExpired());
  }

  /** Removes calls, or only counts them. @returns how many */
  remove(which: WhichCalls, dryRun: boolean): number {
    return transact(this.#db, () => {
      const records = this.#db.prepare('SELECT * FROM long_call').all() as unknown as LongCallRecord[];
      const gone = records.filter(record => this.#cipher.isAmong(which, record));
      if (!dryRun) for (const { id } of gone) this.#run('DELETE FROM long_call WHERE id = ?', id);
      return gone.length;
    });
  }

  #get(owner: LongCallOwner, id: string): LongCallRecord | undefined {
    const record = this.#byId(id);
    return record && record.owner === this.#seal.owner(owner) && record.expires_at > Date.now()
      ? record
      : undefined;
  }

  #byId(id: string): LongCallRecord | undefined {
    const record = this.#db.prepare('SELECT * FROM long_call WHERE id = ?').get(id);
    return record as unknown as LongCallRecord | undefined;
  }

  #count(owner: string, condition: string): number {
    const count = `SELECT COUNT(*) AS count FROM long_call WHERE owner = ? AND ${condition}`;
    return Number(this.#db.prepare(count).get(owner)?.count);
  }

  #purgeExpired(): number {
    return this.#run('DELETE FROM long_call WHERE expires_at <= ?', Date.now());
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#db.prepare(sql).run(...values).changes);
  }
}
