import { createHmac, hash, hkdfSync } from 'node:crypto';
import type { LongCallOwner } from '../long-calls.ts';
import type { QuestionScope } from '../store.ts';
import { Cipher, KEY_BYTES } from './cipher.ts';

const BLOCK_BYTES = 64;

/**
 * Keyed hashes (HMAC-SHA-256) in the place of names. The key stands in a file of its own beside the ledger, so that a copy of
 * the ledger alone tells nobody who is in it. Who reads the whole directory can still test guesses.
 */
export class Seal {
  readonly #inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  readonly #outer = Buffer.alloc(BLOCK_BYTES, 0x5c);
  readonly #tagKey: Buffer;
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
    this.#tagKey = Buffer.from(hkdfSync('sha256', key, '', 'tags', KEY_BYTES));
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

  /** A keyed hash of texts, for one purpose: those for others, and those above, have nothing to do with it. */
  tag(purpose: string, ...texts: readonly string[]): string {
    return createHmac('sha256', this.#tagKey)
      .update(JSON.stringify([purpose, ...texts]))
      .digest('base64url');
  }

  /** RFC 2104. `createHmac` takes five times as long, and every stored payment needs some of these. */
  #hash(text: string): string {
    const inner = hash('sha256', Buffer.concat([this.#inner, Buffer.from(text)]), 'buffer');
    return hash('sha256', Buffer.concat([this.#outer, inner]), 'base64url');
  }
}
