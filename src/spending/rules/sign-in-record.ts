import type { NewSignInRecord, SignInRecord } from '../sign-in-table.ts';
import type { Seal } from './seal.ts';

/** The times of which no clock shows the end. */
export const FOR_EVER = Number.MAX_SAFE_INTEGER;
export const MINUTE_MS = 60_000;
/** The kinds of what is no record of the sign-in itself. */
export const SHARED = 'shared';
export const TRIES = 'tries';

/** A record as every store keeps it. */
export interface SealedRecord {
  readonly id: string;
  readonly value: Uint8Array | null;
  /** Milliseconds since the epoch. */
  readonly used_at: number | null;
}

/** Names records by keyed hashes, and encrypts what they hold, each for its place. */
export class SignInCipher {
  readonly #seal: Seal;

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  id(kind: string, id: string): string {
    return this.#seal.tag('sign-in', kind, id);
  }

  /** Null: it belongs to nothing. */
  owner(belongsTo: string | undefined): string | null {
    return belongsTo === undefined ? null : this.#seal.tag('sign-in', 'belongs to', belongsTo);
  }

  close(kind: string, id: string, value: NewSignInRecord['value']): Buffer {
    return this.#seal.cipher.encrypt(value, placeOf(kind, id));
  }

  /** What another key encrypted cannot be read any more, and is as good as gone. */
  open(kind: string, row: SealedRecord | undefined): Record<string, unknown> | undefined {
    if (!row?.value) return undefined;
    try {
      return this.#seal.cipher.decrypt(row.value, placeOf(kind, row.id)) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  }

  record(kind: string, row: SealedRecord | undefined, at: number): SignInRecord | undefined {
    const value = this.open(kind, row);
    if (!value) return undefined;
    const usedAt = row?.used_at ?? undefined;
    return { value, usedMsAgo: usedAt === undefined ? undefined : Math.max(0, at - usedAt) };
  }
}

/** @param id its keyed hash */
function placeOf(kind: string, id: string): string {
  return `sign-in ${kind} ${id}`;
}
