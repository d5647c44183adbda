/** Credentials that a person has left here. Only the vault's key tells what they are. */
export interface VaultEntry {
  /** SHA-256 of issuer and subject, in hexadecimal digits. */
  readonly person: string;
  /** Names the key that the entry's own key is encrypted with. */
  readonly keyId: string;
  /** The entry's own key, encrypted. */
  readonly wrapped: Uint8Array;
  /** The credentials, encrypted with the entry's own key. */
  readonly sealed: Uint8Array;
  /** When they were left, in milliseconds since the epoch. */
  readonly at: number;
}

/** Where credentials are kept, shared like the rest of the store. Each operation is one transaction. */
export interface VaultTable {
  get(person: string): Promise<VaultEntry | undefined>;
  all(): Promise<readonly VaultEntry[]>;
  /**
   * Puts an entry in the place of the person's older one.
   * @param link the link that led there, which is good once
   * @returns false where the link was used before: nothing is changed
   */
  put(entry: Omit<VaultEntry, 'at'>, link?: string): Promise<boolean>;
  /** Whether a link has led to an entry, in the last day. */
  isUsed(link: string): Promise<boolean>;
  /** Encrypts an entry's own key anew. @returns false where the entry was changed or removed meanwhile */
  rewrap(entry: VaultEntry, anew: Pick<VaultEntry, 'keyId' | 'wrapped'>): Promise<boolean>;
  /** @returns whether there was one */
  remove(person: string): Promise<boolean>;
}
