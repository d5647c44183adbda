import type { VaultKey } from './keys.ts';

/**
 * Small values that links and cookies carry through hands that are not ours: nobody reads or changes them, each is good
 * for one purpose and for a while.
 */
export class Carried {
  readonly #keys: readonly VaultKey[];

  constructor(keys: readonly VaultKey[]) {
    this.#keys = keys;
  }

  /** @param purpose what it is for: nothing else takes it */
  write(purpose: string, value: object, seconds: number): string {
    const [current] = this.#keys;
    if (!current) throw new Error('The vault has no key.');
    const until = Date.now() + seconds * 1000;
    return current.carried.encrypt({ value, until }, purpose).toString('base64url');
  }

  /** Undefined: it was made up, changed, written for something else, or its time is over. */
  read<T>(purpose: string, text: string | undefined): T | undefined {
    if (!text || text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    for (const { carried } of this.#keys) {
      try {
        const { value, until } = carried.decrypt(bytes, purpose) as { value: T; until: number };
        return Date.now() < until ? value : undefined;
      } catch {
        // Perhaps it was written with an older key.
      }
    }
    return undefined;
  }
}

/** Longer than anything that is written here. */
const MAX_LENGTH = 3000;
