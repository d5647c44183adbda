import {
  FOR_EVER,
  MINUTE_MS,
  type SealedRecord,
  SHARED,
  SignInCipher,
  TRIES,
} from '../rules/sign-in-record.ts';
import type { NewSignInRecord, SignInRecord, SignInTable } from '../sign-in-table.ts';
import { NOW } from './clock.ts';
import type { Tables } from './ledger.ts';

const COLUMNS = 'id, value, used_at';

/** What the sign-in at this very server keeps, in the database. */
export class PostgresSignIns implements SignInTable {
  readonly #tables: Pick<Tables, 'connections' | 'transactions' | 'clock'>;
  readonly #cipher: SignInCipher;

  constructor({ connections, transactions, clock, seal }: Tables) {
    this.#tables = { connections, transactions, clock };
    this.#cipher = new SignInCipher(seal);
  }

  async find(kind: string, id: string): Promise<SignInRecord | undefined> {
    return this.#read(kind, 'id = $2', this.#cipher.id(kind, id));
  }

  async findOf(kind: string, belongsTo: string): Promise<SignInRecord | undefined> {
    return this.#read(kind, 'belongs_to = $2', this.#cipher.owner(belongsTo));
  }

  async #read(kind: string, condition: string, value: string | null): Promise<SignInRecord | undefined> {
    const [row] = await this.#tables.connections.query<SealedRecord & { now: number }>(
      `SELECT ${COLUMNS}, ${NOW} AS now FROM snovio_mcp.sign_in
         WHERE kind = $1 AND ${condition} AND expires_at > ${NOW} LIMIT 1`,
      [kind, value],
    );
    return this.#cipher.record(kind, row, row?.now ?? 0);
  }

  async put(kind: string, id: string, record: NewSignInRecord, stays?: 'stays'): Promise<void> {
    const { value, belongsTo, ttlMs } = record;
    const key = this.#cipher.id(kind, id);
    await this.#tables.connections.query(
      `INSERT INTO snovio_mcp.sign_in AS known (kind, id, belongs_to, value, expires_at)
         VALUES ($1, $2, $3, $4, ${NOW} + $5)
         ON CONFLICT (kind, id) DO UPDATE SET belongs_to = excluded.belongs_to, value = excluded.value,
           used_at = NULL, expires_at = excluded.expires_at ${stays ? `WHERE known.expires_at <= ${NOW}` : ''}`,
      [kind, key, this.#cipher.owner(belongsTo), this.#cipher.close(kind, key, value), ttlMs],
    );
  }

  async use(kind: string, id: string): Promise<boolean> {
    const used = await this.#tables.connections.query(
      `UPDATE snovio_mcp.sign_in SET used_at = ${NOW}
         WHERE kind = $1 AND id = $2 AND used_at IS NULL AND expires_at > ${NOW} RETURNING id`,
      [kind, this.#cipher.id(kind, id)],
    );
    return used.length > 0;
  }

  async remove(kind: string, id: string): Promise<void> {
    await this.#tables.connections.query('DELETE FROM snovio_mcp.sign_in WHERE kind = $1 AND id = $2', [
      kind,
      this.#cipher.id(kind, id),
    ]);
  }

  async removeOf(kind: string, belongsTo: string): Promise<void> {
    await this.#tables.connections.query(
      'DELETE FROM snovio_mcp.sign_in WHERE kind = $1 AND belongs_to = $2',
      [kind, this.#cipher.owner(belongsTo)],
    );
  }

  async trim(kind: string, most: number): Promise<void> {
    await this.#tables.connections.query(
      `DELETE FROM snovio_mcp.sign_in WHERE kind = $1 AND expires_at <= (SELECT expires_at FROM snovio_mcp.sign_in
         WHERE kind = $1 ORDER BY expires_at DESC OFFSET $2 LIMIT 1)`,
      [kind, most],
    );
  }

  async shared<T extends object>(name: string, change: (now: T | undefined, at: number) => T): Promise<T> {
    const id = this.#cipher.id(SHARED, name);
    const find = 'SELECT id, value, used_at FROM snovio_mcp.sign_in WHERE kind = $1 AND id = $2';
    const { connections, transactions, clock } = this.#tables;
    const open = ([row]: SealedRecord[]) => this.#cipher.open(SHARED, row) as T | undefined;
    // Mostly it is there and stays as it is: then nobody waits for anybody.
    const known = open(await connections.query<SealedRecord>(find, [SHARED, id]));
    if (known && change(known, clock.now()) === known) return known;
    return transactions.run(`sign-in ${name}`, async (run, write) => {
      const [rows, at] = await Promise.all([run<SealedRecord>(find, [SHARED, id]), clock.read(run)]);
      const before = open(rows);
      const after = change(before, at);
      if (after !== before)
        write(
          `INSERT INTO snovio_mcp.sign_in (kind, id, value, expires_at) VALUES ($1, $2, $3, ${FOR_EVER})
             ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value`,
          [SHARED, id, this.#cipher.close(SHARED, id, after)],
        );
      return after;
    });
  }

  async countTry(who: string, perMinute: number): Promise<number> {
    const [row] = await this.#tables.connections.query<{ tries: number; wait: number }>(
      `INSERT INTO snovio_mcp.sign_in AS known (kind, id, tries, expires_at) VALUES ($1, $2, 1, ${NOW} + ${MINUTE_MS})
         ON CONFLICT (kind, id) DO UPDATE SET
           tries = CASE WHEN known.expires_at <= ${NOW} THEN 1 ELSE LEAST(known.tries + 1, $3) END,
           expires_at = CASE WHEN known.expires_at <= ${NOW} THEN excluded.expires_at ELSE known.expires_at END
         RETURNING tries, expires_at - ${NOW} AS wait`,
      [TRIES, this.#cipher.id(TRIES, who), perMinute + 1],
    );
    return row && row.tries > perMinute ? Math.max(1, row.wait) : 0;
  }
}
