import { hash, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { LongCallOwner } from '../long-calls.ts';
import type { QuestionScope } from '../store.ts';
import { Cipher } from './cipher.ts';
import { refuseUnlessFile } from './state-files.ts';

const KEY_BYTES = 32;
const BLOCK_BYTES = 64;

/**
 * Keyed hashes (HMAC-SHA-256) in the place of names. The key stands in a file of its own beside the ledger, so that a copy of
 * the ledger alone tells nobody who is in it. Who reads the whole directory can still test guesses.
 */
export class Seal {
  readonly #inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  readonly #outer = Buffer.alloc(BLOCK_BYTES, 0x5c);
  /** Tells keys apart, and nothing about them. */
  readonly fingerprint: string;
  /** For what has to be read again. */
  readonly cipher: Cipher;

  /** @param key 32 random bytes */
  constructor(key: Buffer) {
    for (const [i, byte] of key.entries()) {
      this.#inner[i] = 0x36 ^ byte;
      this.#outer[i] = 0x5c ^ byte;
    }
    this.fingerprint = hash('sha256', key).slice(0, 16);
    this.cipher = new Cipher(Buffer.from(hkdfSync('sha256', key, '', 'long calls', KEY_BYTES)));
  }

  /** What stands for an item whose key is not to be kept. */
  item({ account, question }: QuestionScope, item: string): string {
    return `#${this.#hash(JSON.stringify([account, question, item]))}`;
  }

  /** What stands for a mention of somebody who was forgotten. */
  mention(mention: string): string {
    return this.#hash(mention);
  }

  /** What stands for whom a call belongs to. */
  owner(owner: LongCallOwner): string {
    return this.#hash(JSON.stringify(owner));
  }

  /** RFC 2104. `createHmac` takes five times as long, and every stored payment needs some of these. */
  #hash(text: string): string {
    const inner = hash('sha256', Buffer.concat([this.#inner, Buffer.from(text)]), 'buffer');
    return hash('sha256', Buffer.concat([this.#outer, inner]), 'base64url');
  }
}

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
  db.exec('DELETE FROM seal');
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
