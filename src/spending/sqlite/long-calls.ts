import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type {
  LongCall,
  LongCallLimits,
  LongCallOwner,
  LongCallRequest,
  LongCallState,
  LongCallStatus,
  LongCalls,
} from '../long-calls.ts';
import type { Cipher } from './cipher.ts';
import { transact, transactLightly } from './database.ts';
import { msSince, tickNow } from './item-record.ts';
import type { Seal } from './seal.ts';

interface Stored {
  id: string;
  owner: string;
  status: LongCallStatus;
  created_at: number;
  changed_at: number;
  expires_at: number;
  /** Null: nobody works on it. */
  process: string | null;
  beat_at: number;
  beat_tick: number;
  request: Uint8Array | null;
  state: Uint8Array;
  replies: Uint8Array | null;
  result: Uint8Array | null;
}

const UNFINISHED = `status IN ('working', 'input_required')`;

/** The table of calls that go on after their request was answered. */
export class SqliteLongCalls implements LongCalls {
  readonly #db: DatabaseSync;
  readonly #seal: Seal;
  readonly #process: string;
  readonly #keepsAnswers: boolean;

  /** @param process names this process @param keepsAnswers whether results may stay on the disk */
  constructor(db: DatabaseSync, seal: Seal, process: string, keepsAnswers: boolean) {
    this.#db = db;
    this.#seal = seal;
    this.#process = process;
    this.#keepsAnswers = keepsAnswers;
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
      const now = Date.now();
      this.#run(
        `INSERT INTO long_call (id, owner, status, created_at, changed_at, expires_at, process, beat_at, beat_tick, request,
           state) VALUES (?, ?, 'working', ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[id, sealed, now, now, now + ttlMs, this.#process, now, tickNow()],
        this.#cipher.encrypt(request, `${id} request`),
        this.#cipher.encrypt(state, `${id} state`),
      );
      return true;
    });
  }

  async read(owner: LongCallOwner, id: string, staleMs: number): Promise<LongCall | undefined> {
    const stored = this.#get(owner, id);
    if (!stored) return undefined;
    const { status, created_at: createdAt, changed_at: changedAt, expires_at } = stored;
    return {
      status,
      createdAt,
      changedAt,
      ttlMs: expires_at - createdAt,
      request: this.#open(stored, 'request') as LongCallRequest | undefined,
      state: (this.#open(stored, 'state') ?? {}) as LongCallState,
      result: this.#open(stored, 'result'),
      isOrphaned: isOrphaned(stored, staleMs),
    };
  }

  async takeOver(owner: LongCallOwner, id: string, staleMs: number): Promise<boolean> {
    return transact(this.#db, () => {
      const stored = this.#get(owner, id);
      if (!stored || !isOrphaned(stored, staleMs)) return false;
      // A question that is open is asked anew: who asked it is gone.
      this.#run(
        `UPDATE long_call SET process = ?, status = 'working', beat_at = ?, beat_tick = ?, replies = NULL WHERE id = ?`,
        ...[this.#process, Date.now(), tickNow(), id],
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
      const now = Date.now();
      const changed = this.#run(
        `UPDATE long_call SET status = ?, state = ?, changed_at = ?, beat_at = ?, beat_tick = ?
           WHERE id = ? AND process = ? AND ${UNFINISHED} AND expires_at > ?`,
        ...[status, this.#cipher.encrypt(state, `${id} state`), now, now, tickNow(), id, this.#process, now],
      );
      if (changed === 0) return undefined;
      return (this.#open(this.#byId(id), 'replies') ?? {}) as Record<string, unknown>;
    });
  }

  async reply(owner: LongCallOwner, id: string, replies: Readonly<Record<string, unknown>>): Promise<void> {
    transact(this.#db, () => {
      const stored = this.#get(owner, id);
      if (stored?.status !== 'input_required') return;
      const { questions = {} } = (this.#open(stored, 'state') ?? {}) as LongCallState;
      const known = (this.#open(stored, 'replies') ?? {}) as Record<string, unknown>;
      const wanted = Object.entries(replies).filter(([key]) => Object.hasOwn(questions, key));
      // The first reply counts.
      const all = { ...Object.fromEntries(wanted), ...known };
      this.#run(
        `UPDATE long_call SET replies = ? WHERE id = ?`,
        this.#cipher.encrypt(all, `${id} replies`),
        id,
      );
    });
  }

  async end(id: string, status: 'completed' | 'failed', result: unknown): Promise<boolean> {
    const kept = this.#keepsAnswers ? this.#cipher.encrypt(result, `${id} result`) : null;
    return transact(
      this.#db,
      () =>
        this.#run(
          `UPDATE long_call SET status = ?, result = ?, state = ?, request = NULL, replies = NULL, process = NULL,
             changed_at = ? WHERE id = ? AND process = ? AND ${UNFINISHED}`,
          ...[status, kept, this.#cipher.encrypt({}, `${id} state`), Date.now(), id, this.#process],
        ) > 0,
    );
  }

  async cancel(owner: LongCallOwner, id: string): Promise<void> {
    transact(this.#db, () => {
      this.#run(
        `UPDATE long_call SET status = 'cancelled', state = ?, request = NULL, replies = NULL, process = NULL, changed_at = ?
           WHERE id = ? AND owner = ? AND ${UNFINISHED}`,
        ...[this.#cipher.encrypt({}, `${id} state`), Date.now(), id, this.#seal.owner(owner)],
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

  /** Removes calls. @param isGone judges what was asked and answered @returns how many */
  forget(what: 'all' | 'finished' | ((parts: readonly unknown[]) => boolean), dryRun: boolean): number {
    return transact(this.#db, () => {
      const rows = this.#db.prepare('SELECT * FROM long_call').all() as unknown as Stored[];
      const gone = rows.filter(row => this.#isGone(row, what));
      if (!dryRun) for (const { id } of gone) this.#run('DELETE FROM long_call WHERE id = ?', id);
      return gone.length;
    });
  }

  #isGone(row: Stored, what: 'all' | 'finished' | ((parts: readonly unknown[]) => boolean)): boolean {
    if (what === 'all') return true;
    if (what === 'finished') return !isUnfinished(row);
    return what([this.#open(row, 'request'), this.#open(row, 'state'), this.#open(row, 'result')]);
  }

  get #cipher(): Cipher {
    return this.#seal.cipher;
  }

  #get(owner: LongCallOwner, id: string): Stored | undefined {
    const stored = this.#byId(id);
    return stored && stored.owner === this.#seal.owner(owner) && stored.expires_at > Date.now()
      ? stored
      : undefined;
  }

  #byId(id: string): Stored | undefined {
    return this.#db.prepare('SELECT * FROM long_call WHERE id = ?').get(id) as unknown as Stored | undefined;
  }

  /** What another key encrypted cannot be read any more, and is as good as gone. */
  #open(stored: Stored | undefined, part: 'request' | 'state' | 'replies' | 'result'): unknown {
    const bytes = stored?.[part];
    if (!stored || !bytes) return undefined;
    try {
      return this.#cipher.decrypt(bytes, `${stored.id} ${part}`);
    } catch {
      return undefined;
    }
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

function isUnfinished({ status }: Stored): boolean {
  return status === 'working' || status === 'input_required';
}

function isOrphaned(stored: Stored, staleMs: number): boolean {
  if (!isUnfinished(stored)) return false;
  return stored.process === null || msSince(stored.beat_at, stored.beat_tick) > staleMs;
}
