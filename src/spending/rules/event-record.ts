import type { StoredEvent } from '../event-table.ts';
import type { Seal } from './seal.ts';

/** An event as every store keeps it: what it says of people is encrypted. */
export interface EventRecord {
  readonly account: string;
  readonly number: number;
  readonly name: string;
  readonly facts: Uint8Array;
  readonly at: number;
  readonly times: number;
}

/** Which events go: all, or those whose facts name somebody. */
export type WhichEvents = 'all' | ((facts: unknown) => boolean);

/** Opens and closes what events say, each for its place, and tells events and signatures by keyed hashes. */
export class EventSeal {
  readonly #seal: Seal;

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  sign(text: string): string {
    return this.#seal.tag('signature', text);
  }

  /** The same for the same body of an account's event. */
  digest(account: string, event: string, body: string): string {
    return this.#seal.tag('event', account, event, body);
  }

  close(account: string, number: number, facts: unknown): Buffer {
    return this.#seal.cipher.encrypt(facts, placeOf(account, number));
  }

  /** The events that can be read: what another key encrypted, or was damaged, is as good as gone. */
  open(records: readonly EventRecord[]): StoredEvent[] {
    return records.flatMap(record => {
      const { number, name: event, at: receivedAt, times } = record;
      const opened = this.#open(record);
      return opened ? [{ number, event, facts: opened.facts, receivedAt, times }] : [];
    });
  }

  isAmong(which: WhichEvents, record: EventRecord): boolean {
    if (which === 'all') return true;
    const opened = this.#open(record);
    return opened !== undefined && which(opened.facts);
  }

  #open({ account, number, facts }: EventRecord): { facts: unknown } | undefined {
    try {
      return { facts: this.#seal.cipher.decrypt(facts, placeOf(account, number)) };
    } catch {
      return undefined;
    }
  }
}

function placeOf(account: string, number: number): string {
  return `event ${account} ${number}`;
}
