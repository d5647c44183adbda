import { createHash, hkdfSync } from 'node:crypto';
import { Cipher, KEY_BYTES } from '../../spending/rules/cipher.ts';

/** A key of the vault, and what is derived from it. */
export interface VaultKey {
  /** Names it in the store, and tells nothing of it. */
  readonly id: string;
  /** Encrypts the keys of entries. */
  readonly entries: Cipher;
  /** Encrypts what browsers and links carry. */
  readonly carried: Cipher;
}

/** @param secrets the current one first; older ones only decrypt */
export function vaultKeys(secrets: readonly string[]): readonly VaultKey[] {
  return secrets.map(secret => {
    const derived = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', secret, '', `vault ${purpose}`, KEY_BYTES));
    return {
      id: createHash('sha256').update(derived('name')).digest('hex').slice(0, 16),
      entries: new Cipher(derived('entries')),
      carried: new Cipher(derived('carried')),
    };
  });
}
