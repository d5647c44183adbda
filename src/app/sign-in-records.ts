import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/settings.ts';
import { stateDirOf } from '../config/settings.ts';

/** What is kept of those who have signed in: what they granted to which client, and refresh tokens. */
export interface SignInRecords {
  /** The private key that access tokens are signed with, as JWK; `make` makes it for the first process that asks. */
  signingKey(make: () => string): string;
  /** @param expiresIn seconds */
  put(kind: string, id: string, payload: object, expiresIn: number): void;
  /** Undefined where there is none, or its time is over. */
  get(kind: string, id: string): Record<string, unknown> | undefined;
  remove(kind: string, id: string): void;
  /** Removes all of a kind that belong to a grant. */
  removeOfGrant(kind: string, grantId: string): void;
  close(): void;
}

/** Opens the records in the state directory. @throws SnovioError `not_configured` where that cannot be used */
export async function openSignInRecords(
  config: Pick<Config, 'stateDir' | 'sandbox'>,
): Promise<SignInRecords> {
  const { openSignInFile, transact } = await import('../spending/sqlite/database.ts');
  const db: DatabaseSync = openSignInFile(stateDirOf(config));
  const dropExpired = db.prepare('DELETE FROM record WHERE expires_at <= ?');
  const put = db.prepare('INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?)');
  const get = db.prepare('SELECT payload FROM record WHERE kind = ? AND id = ? AND expires_at > ?');
  const remove = db.prepare('DELETE FROM record WHERE kind = ? AND id = ?');
  const removeOfGrant = db.prepare('DELETE FROM record WHERE kind = ? AND grant_id = ?');
  return {
    signingKey: make =>
      transact(db, () => {
        const known = db.prepare('SELECT jwk FROM signing_key').get()?.jwk;
        if (typeof known === 'string') return known;
        const made = make();
        db.prepare('INSERT INTO signing_key VALUES (?)').run(made);
        return made;
      }),
    put: (kind, id, payload, expiresIn) => {
      const grantId = 'grantId' in payload && typeof payload.grantId === 'string' ? payload.grantId : null;
      dropExpired.run(Date.now());
      put.run(kind, id, grantId, JSON.stringify(payload), Date.now() + expiresIn * 1000);
    },
    get: (kind, id) => {
      const payload = get.get(kind, id, Date.now())?.payload;
      return typeof payload === 'string' ? JSON.parse(payload) : undefined;
    },
    remove: (kind, id) => void remove.run(kind, id),
    removeOfGrant: (kind, grantId) => void removeOfGrant.run(kind, grantId),
    close: () => db.close(),
  };
}
