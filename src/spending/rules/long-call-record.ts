import type { LongCall, LongCallRequest, LongCallState, LongCallStatus } from '../long-calls.ts';
import type { Cipher } from './cipher.ts';
import { type Moment, msSince } from './moment.ts';

/** A long call as every store keeps it: what it says of people is encrypted. */
export interface LongCallRecord {
  readonly id: string;
  /** A keyed hash. */
  readonly owner: string;
  readonly status: LongCallStatus;
  readonly created_at: number;
  readonly changed_at: number;
  readonly expires_at: number;
  /** Null: nobody works on it. */
  readonly process: string | null;
  readonly beat_at: number;
  readonly beat_tick: number | null;
  readonly request: Uint8Array | null;
  readonly state: Uint8Array;
  readonly replies: Uint8Array | null;
  readonly result: Uint8Array | null;
}

/** Which calls go: all, those that have ended, or those of which a part (what was asked, agreed, answered) names somebody. */
export type WhichCalls = 'all' | 'finished' | ((parts: readonly unknown[]) => boolean);

/** The parts of a call that are encrypted, each for its place. */
export type Part = 'request' | 'state' | 'replies' | 'result';

/** Opens and closes what a call says of people. */
export class LongCallCipher {
  readonly #cipher: Cipher;

  constructor(cipher: Cipher) {
    this.#cipher = cipher;
  }

  close(id: string, part: Part, value: unknown): Buffer {
    return this.#cipher.encrypt(value, `${id} ${part}`);
  }

  /** What another key encrypted cannot be read any more, and is as good as gone. */
  open(record: LongCallRecord | undefined, part: Part): unknown {
    const bytes = record?.[part];
    if (!record || !bytes) return undefined;
    try {
      return this.#cipher.decrypt(bytes, `${record.id} ${part}`);
    } catch {
      return undefined;
    }
  }

  toLongCall(record: LongCallRecord, staleMs: number, now: Moment): LongCall {
    const { status, created_at: createdAt, changed_at: changedAt, expires_at } = record;
    return {
      status,
      createdAt,
      changedAt,
      ttlMs: expires_at - createdAt,
      request: this.open(record, 'request') as LongCallRequest | undefined,
      state: (this.open(record, 'state') ?? {}) as LongCallState,
      result: this.open(record, 'result'),
      isOrphaned: isOrphaned(record, staleMs, now),
    };
  }

  /** The replies with these added: the first reply to a question counts, and those to none are ignored. */
  withReplies(record: LongCallRecord, replies: Readonly<Record<string, unknown>>): Buffer {
    const { questions = {} } = (this.open(record, 'state') ?? {}) as LongCallState;
    const known = (this.open(record, 'replies') ?? {}) as Record<string, unknown>;
    const wanted = Object.entries(replies).filter(([key]) => Object.hasOwn(questions, key));
    return this.close(record.id, 'replies', { ...Object.fromEntries(wanted), ...known });
  }

  isAmong(which: WhichCalls, record: LongCallRecord): boolean {
    if (which === 'all') return true;
    if (which === 'finished') return !isUnfinished(record);
    return which((['request', 'state', 'result'] as const).map(part => this.open(record, part)));
  }
}

function isUnfinished({ status }: LongCallRecord): boolean {
  return status === 'working' || status === 'input_required';
}

/** Whether no living process works on it, although it has not ended. */
export function isOrphaned(record: LongCallRecord, staleMs: number, now: Moment): boolean {
  if (!isUnfinished(record)) return false;
  return record.process === null || msSince(record.beat_at, record.beat_tick, now) > staleMs;
}
