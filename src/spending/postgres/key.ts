import { hkdfSync, randomBytes } from 'node:crypto';
import { KEY_BYTES } from '../rules/cipher.ts';
import { Seal } from '../rules/seal.ts';
import type { Connections } from './connections.ts';
import { UnusableDatabase } from './failures.ts';

interface StoredSeal {
  readonly fingerprint: string;
  readonly key: Buffer | null;
}

/**
 * The seal that all copies share. Its key comes from a secret of the configuration, or else stands in the database.
 * @param secret SNOVIO_DATABASE_KEY
 * @throws UnusableDatabase when it is not the secret that the database was begun with: payments under way would not be found
 */
export async function openSeal(connections: Connections, secret: string | undefined): Promise<Seal> {
  const own =
    secret === undefined ? undefined : Buffer.from(hkdfSync('sha256', secret, '', 'seal', KEY_BYTES));
  const stored = (await read(connections)) ?? (await begin(connections, own));
  const key = own ?? stored?.key;
  if (!stored || !key)
    throw new UnusableDatabase('was begun with a SNOVIO_DATABASE_KEY, which every copy has to have');
  const seal = new Seal(key);
  if (seal.fingerprint === stored.fingerprint) return seal;
  throw new UnusableDatabase(
    stored.key
      ? 'was begun without SNOVIO_DATABASE_KEY, and keeps a key of its own: unset it'
      : 'was begun with another SNOVIO_DATABASE_KEY, which every copy has to have',
  );
}

async function read(connections: Connections): Promise<StoredSeal | undefined> {
  const [stored] = await connections.query<StoredSeal>('SELECT fingerprint, key FROM snovio_mcp.seal');
  return stored;
}

/** The first of several copies that start at once decides. */
async function begin(connections: Connections, own: Buffer | undefined): Promise<StoredSeal | undefined> {
  const key = own ?? randomBytes(KEY_BYTES);
  await connections.use(async connection => {
    await connection.exec('BEGIN; LOCK TABLE snovio_mcp.seal');
    await connection.run(
      `INSERT INTO snovio_mcp.seal (fingerprint, key) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM snovio_mcp.seal)`,
      [new Seal(key).fingerprint, own ? null : key],
    );
    await connection.exec('COMMIT');
  });
  return read(connections);
}
