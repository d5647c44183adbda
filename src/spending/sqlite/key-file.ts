import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { KEY_BYTES } from '../rules/cipher.ts';
import { Seal } from '../rules/seal.ts';
import { refuseUnlessFile } from './state-files.ts';

/**
 * The seal of a ledger. Its key is made once, inside the transaction that also opens the ledger for the first time.
 * @param stateDir undefined: a ledger in memory
 * @throws Error when the key does not belong to the ledger: payments under way would not be found, and paid again
 */
export function openSeal(db: DatabaseSync, stateDir: string | undefined): Seal {
  const known = db.prepare('SELECT fingerprint FROM seal').get()?.fingerprint;
  const path = stateDir === undefined ? undefined : join(stateDir, 'ledger.key');
  const seal = new Seal((path && readKey(path)) || makeKey(path));
  if (known === seal.fingerprint) return seal;
  const isUsed = db.prepare('SELECT 1 FROM item WHERE sealed = 1 UNION ALL SELECT 1 FROM forgotten LIMIT 1');
  if (known !== undefined && isUsed.get())
    throw new Error(`the file ledger.key beside it is not the one it was written with`);
  // Nobody can read any more what the webhooks reported.
  db.exec('DELETE FROM seal; DELETE FROM event');
  db.prepare('INSERT INTO seal (fingerprint) VALUES (?)').run(seal.fingerprint);
  return seal;
}

function readKey(path: string): Buffer | undefined {
  refuseUnlessFile(path);
  try {
    const key = readFileSync(path);
    return key.length === KEY_BYTES ? key : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function makeKey(path: string | undefined): Buffer {
  const key = randomBytes(KEY_BYTES);
  if (path === undefined) return key;
  const draft = `${path}.new`;
  refuseUnlessFile(draft);
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, key);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, path);
  syncFolder(dirname(path));
  return key;
}

/** So that the name survives a power cut too. Windows knows no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}
