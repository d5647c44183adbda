import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Seal } from '../rules/seal.ts';
import {
  FOR_EVER,
  MINUTE_MS,
  type SealedRecord,
  SHARED,
  SignInCipher,
  TRIES,
} from '../rules/sign-in-record.ts';
import type { NewSignInRecord, SignInRecord, SignInTable } from '../sign-in-table.ts';
import { openSignInFile, transact } from './database.ts';

/** What the sign-in at this very server keeps, in a file of its own, which is not there before it is used. */
export class SqliteSignIns implements SignInTable {
  readonly #stateDir: string;
  readonly #cipher: SignInCipher;
  #opened: DatabaseSync | undefined;

  constructor(stateDir: string, seal: Seal) {
    this.#stateDir = stateDir;
    this.#cipher = new SignInCipher(seal);
  }

  /** @throws SnovioError `not_configured` where the file cannot be used */
  get #db(): DatabaseSync {
    this.#opened ??= openSignInFile(this.#stateDir);
    return this.#opened;
  }

  async find(kind: string, id: string): Promise<SignInRecord | undefined> {
    return this.#read(kind, 'id = ?', this.#cipher.id(kind, id));
  }

  async findOf(kind: string, belongsTo: string): Promise<SignInRecord | undefined> {
    return this.#read(kind, 'belongs_to = ?', this.#cipher.owner(belongsTo));
  }

  #read(kind: string, condition: string, value: string | null): SignInRecord | undefined {
    const now = Date.now();
    const row = this.#db
      .prepare(
        `SELECT id, value, used_at FROM sign_in WHERE kind = ? AND ${condition} AND expires_at > ? LIMIT 1`,
      )
      .get(kind, value, now);
    return this.#cipher.record(kind, row as SealedRecord | undefined, now);
  }

  async put(kind: string, id: string, record: NewSignInRecord, stays?: 'stays'): Promise<void> {
    const { value, belongsTo, ttlMs } = record;
    const key = this.#cipher.id(kind, id);
    const now = Date.now();
    transact(this.#db, () => {
      this.#run('DELETE FROM sign_in WHERE expires_at <= ?', now);
      this.#run(
        `INSERT OR ${stays ? 'IGNORE' : 'REPLACE'} INTO sign_in (kind, id, belongs_to, value, expires_at)
           VALUES (?, ?, ?, ?, ?)`,
        ...[kind, key, this.#cipher.owner(belongsTo), this.#cipher.close(kind, key, value), now + ttlMs],
      );
    });
  }

  async use(kind: string, id: string): Promise<boolean> {
    const now = Date.now();
    return (
      this.#run(
        'UPDATE sign_in SET used_at = ? WHERE kind = ? AND id = ? AND used_at IS NULL AND expires_at > ?',
        ...[now, kind, this.#cipher.id(kind, id), now],
      ) > 0
    );
  }

  async remove(kind: string, id: string): Promise<void> {
    this.#run('DELETE FROM sign_in WHERE kind = ? AND id = ?', kind, this.#cipher.id(kind, id));
  }

  async removeOf(kind: string, belongsTo: string): Promise<void> {
    this.#run('DELETE FROM sign_in WHERE kind = ? AND belongs_to = ?', kind, this.#cipher.owner(belongsTo));
  }

  async trim(kind: string, most: number): Promise<void> {
    this.#run(
      `DELETE FROM sign_in WHERE kind = ? AND expires_at <= (SELECT expires_at FROM sign_in WHERE kind = ?
         ORDER BY expires_at DESC LIMIT 1 OFFSET ?)`,
      ...[kind, kind, most],
    );
  }

  async shared<T extends object>(name: string, change: (now: T | undefined, at: number) => T): Promise<T> {
    const id = this.#cipher.id(SHARED, name);
    return transact(this.#db, () => {
      const row = this.#db
        .prepare('SELECT id, value, used_at FROM sign_in WHERE kind = ? AND id = ?')
        .get(SHARED, id);
      const before = this.#cipher.open(SHARED, row as SealedRecord | undefined) as T | undefined;
      const after = change(before, Date.now());
      if (after !== before)
        this.#run(
          'INSERT OR REPLACE INTO sign_in (kind, id, value, expires_at) VALUES (?, ?, ?, ?)',
          ...[SHARED, id, this.#cipher.close(SHARED, id, after), FOR_EVER],
        );
      return after;
    });
  }

  async countTry(who: string, perMinute: number): Promise<number> {
    const now = Date.now();
    const row = this.#db
      .prepare(
        `INSERT INTO sign_in (kind, id, tries, expires_at) VALUES (?1, ?2, 1, ?3 + ${MINUTE_MS})
           ON CONFLICT (kind, id) DO UPDATE SET
             tries = iif(sign_in.expires_at <= ?3, 1, min(sign_in.tries + 1, ?4)),
             expires_at = iif(sign_in.expires_at <= ?3, excluded.expires_at, sign_in.expires_at)
           RETURNING tries, expires_at - ?3 AS wait`,
      )
      .get(TRIES, this.#cipher.id(TRIES, who), now, perMinute + 1);
    return Number(row?.tries) > perMinute ? Math.max(1, Number(row?.wait)) : 0;
  }

  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  /** @returns how many rows it has changed */
  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#db.prepare(sql).run(...values).changes);
  }
}
