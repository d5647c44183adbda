import { randomBytes } from 'node:crypto';
import type { Credentials } from '../../snovio/transport/api-client.ts';
import { Cipher, KEY_BYTES } from '../../spending/rules/cipher.ts';
import type { VaultEntry, VaultTable } from '../../spending/vault-table.ts';
import type { VaultKey } from './keys.ts';

/** An entry that no key of this server opens: its key was taken away, or the entry is not as it was written. */
export class SealedEntry extends Error {}

/**
 * Snov.io credentials of people, one pair each. An entry is encrypted with a key of its own (AES-256-GCM), and that one with
 * the vault's key; both for this person alone, so that an entry that is moved to somebody else's row cannot be read there.
 */
export class Vault {
  readonly #table: VaultTable;
  readonly #keys: readonly VaultKey[];

  /** @param keys at least one; the first one encrypts */
  constructor(table: VaultTable, keys: readonly VaultKey[]) {
    this.#table = table;
    this.#keys = keys;
  }

  /** @param person SHA-256 of issuer and subject @throws SealedEntry */
  async credentialsOf(person: string): Promise<Credentials | undefined> {
    const entry = await this.#table.get(person);
    if (!entry) return undefined;
    try {
      const cipher = new Cipher(this.#unwrapped(entry));
      const { id, secret } = cipher.decrypt(entry.sealed, placeOf(person)) as Credentials;
      return { id, secret };
    } catch (cause) {
      throw new SealedEntry('An entry of the vault cannot be opened.', { cause });
    }
  }

  /** When the person has connected an account, in milliseconds since the epoch; undefined: they have not. */
  async connectedAt(person: string): Promise<number | undefined> {
    return (await this.#table.get(person))?.at;
  }

  /**
   * Keeps a person's credentials, in the place of older ones. Whoever calls has seen that Snov.io accepts them.
   * @param link the link that led there @returns false where the link was used before
   */
  connect(person: string, { id, secret }: Credentials, link?: string): Promise<boolean> {
    const key = randomBytes(KEY_BYTES);
    const sealed = new Cipher(key).encrypt({ id, secret }, placeOf(person));
    return this.#table.put({ person, sealed, ...this.#wrap(person, key) }, link);
  }

  isUsed(link: string): Promise<boolean> {
    return this.#table.isUsed(link);
  }

  /** @returns whether there was something to forget */
  disconnect(person: string): Promise<boolean> {
    return this.#table.remove(person);
  }

  /** Whom it holds credentials of, and whether their entry needs the current key only. */
  async entries(): Promise<readonly { person: string; at: number; isCurrent: boolean; opens: boolean }[]> {
    const [current] = this.#keys;
    return (await this.#table.all()).map(entry => ({
      person: entry.person,
      at: entry.at,
      isCurrent: entry.keyId === current?.id,
      opens: this.#opens(entry),
    }));
  }

  /** Encrypts all keys of entries with the current key of the vault. @returns how many, and of whom there is no key */
  async rotate(): Promise<{ rotated: number; closed: readonly string[] }> {
    const [current] = this.#keys;
    let rotated = 0;
    const closed: string[] = [];
    for (const entry of await this.#table.all()) {
      if (!this.#opens(entry)) closed.push(entry.person);
      else if (entry.keyId !== current?.id) {
        // Where it has changed meanwhile, it was written with the key of whoever wrote it.
        const isDone = await this.#table.rewrap(entry, this.#wrap(entry.person, this.#unwrapped(entry)));
        rotated += isDone ? 1 : 0;
      }
    }
    return { rotated, closed };
  }

  #opens(entry: VaultEntry): boolean {
    try {
      return this.#unwrapped(entry).length === KEY_BYTES;
    } catch {
      return false;
    }
  }

  #wrap(person: string, key: Buffer): Pick<VaultEntry, 'keyId' | 'wrapped'> {
    const [current] = this.#keys;
    if (!current) throw new Error('The vault has no key.');
    return {
      keyId: current.id,
      wrapped: current.entries.encrypt(key.toString('base64'), keyPlaceOf(person)),
    };
  }

  #unwrapped({ person, keyId, wrapped }: VaultEntry): Buffer {
    const key = this.#keys.find(({ id }) => id === keyId);
    if (!key) throw new Error('Its key is not among those of this server.');
    return Buffer.from(String(key.entries.decrypt(wrapped, keyPlaceOf(person))), 'base64');
  }
}

function placeOf(person: string): string {
  return `vault credentials ${person}`;
}

function keyPlaceOf(person: string): string {
  return `vault key ${person}`;
}
