import { randomUUID, timingSafeEqual } from 'node:crypto';
import { type EventTable, MOST_EVENTS, type StoredEvent } from '../../spending/event-table.ts';
import { type EventFacts, readEvent } from './event-facts.ts';

/** The path under the public URL that events are sent to. */
export const EVENTS_PATH = '/events/';

/** Object, action, account and signature. */
const NAME = /^[a-z_]{1,40}\/[a-z_]{1,40}\/([\w-]{43})\.[\w-]{43}$/;

/** An event that has come. */
export interface ReceivedEvent extends Omit<StoredEvent, 'facts'> {
  readonly facts: EventFacts;
}

/** The events of one account. */
export interface AccountEvents {
  /** Whether events are kept here; where not, none are taken. */
  readonly keeps: boolean;
  /** How many are kept of each kind. */
  readonly most: number;
  /** The URL for a webhook of this event, such as `campaign_email opened`. Whoever knows it can send such events. */
  urlOf(event: string): string;
  /** Whether a link leads to this server, and so has to be one that {@link urlOf} gives. */
  leadsHere(url: string): boolean;
  /** The newest first. @param before only those with lower numbers @param events only these */
  list(wanted: {
    limit: number;
    before?: number | undefined;
    events?: readonly string[] | undefined;
  }): Promise<readonly ReceivedEvent[]>;
  /** How many there are. */
  count(events?: readonly string[]): Promise<number>;
}

/**
 * Events that Snov.io's webhooks send to this server. No signature, secret or timestamp of Snov.io's is documented [C:ae], so
 * the path is signed: it names the account and the event, and a webhook with another path brings nothing.
 */
export class ReceivedEvents {
  readonly #publicUrl: string;
  readonly #table: EventTable;

  /** @param publicUrl the origin at which Snov.io reaches this server @param table where they are kept */
  constructor(publicUrl: string, table: EventTable) {
    this.#publicUrl = publicUrl;
    this.#table = table;
  }

  /** @param account its key, in hexadecimal digits */
  of(account: string): AccountEvents {
    const table = this.#table;
    return {
      keeps: table.keeps,
      most: MOST_EVENTS,
      urlOf: event => `${this.#publicUrl}${EVENTS_PATH}${this.#nameOf(account, event)}`,
      leadsHere: url => `${url}/`.startsWith(`${this.#publicUrl}/`),
      list: async wanted =>
        (await table.list(account, wanted)).map(event => ({ ...event, facts: event.facts as EventFacts })),
      count: events => table.count(account, events),
    };
  }

  /** The account that the end of a path was given out for here; undefined where it was not. @returns its key */
  accountOf(name: string): string | undefined {
    const [, packed] = NAME.exec(name) ?? [];
    if (packed === undefined) return undefined;
    const account = Buffer.from(packed, 'base64url').toString('hex');
    return isSame(name, this.#nameOf(account, eventOf(name))) ? account : undefined;
  }

  /**
   * Keeps an event that was sent.
   * @param name the end of its path
   * @param body parsed JSON, not checked
   * @returns false where the path was not given out here, or nothing is kept
   */
  receive(name: string, body: unknown): Promise<boolean> {
    return this.#keep(name, JSON.stringify(body), readEvent(body));
  }

  /**
   * Keeps that an event was sent whose body cannot be read. Were it refused, Snov.io would send it again and again, and then
   * switch off the webhook: a reply that is too long would be the last one that is heard of.
   * @param why in a sentence
   */
  receiveUnread(name: string, why: string): Promise<boolean> {
    return this.#keep(name, randomUUID(), { other: [`Its body could not be read. ${why}`] });
  }

  /** @param body which event is the very same again */
  async #keep(name: string, body: string, facts: EventFacts): Promise<boolean> {
    const account = this.accountOf(name);
    if (!this.#table.keeps || account === undefined) return false;
    await this.#table.add(account, eventOf(name), body, facts);
    return true;
  }

  #nameOf(account: string, event: string): string {
    const signature = this.#table.sign(JSON.stringify(['event', account, event]));
    return `${event.replace(' ', '/')}/${Buffer.from(account, 'hex').toString('base64url')}.${signature}`;
  }
}

/** The event that the end of a path names, such as `campaign_email opened`. */
export function eventOf(name: string): string {
  return name.split('/', 2).join(' ');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
