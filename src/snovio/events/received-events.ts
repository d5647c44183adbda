import { randomUUID, timingSafeEqual } from 'node:crypto';
import {
  type EventTable,
  MOST_EVENTS,
  type StoredEvent,
  type WantedEvents,
} from '../../spending/event-table.ts';
import { type EventFacts, readEvent } from './event-facts.ts';

/** The path under the public URL that events are sent to. */
export const EVENTS_PATH = '/events/';

/** Object, action, account and signature. */
const NAME = /^([a-z_]{1,40})\/([a-z_]{1,40})\/([\w-]{43})\.[\w-]{43}$/;

/** A webhook that sends to this server. */
export interface OwnWebhook {
  /** Its account's key. */
  readonly account: string;
  /** Such as `campaign_email opened`. */
  readonly event: string;
}

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
  /** The newest first. */
  list(wanted: WantedEvents): Promise<readonly ReceivedEvent[]>;
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

  /** The webhook that the end of a path was given out for here; undefined where it was not. */
  webhookAt(name: string): OwnWebhook | undefined {
    const parts = NAME.exec(name);
    if (!parts) return undefined;
    const [, object, action, packed = ''] = parts;
    const account = Buffer.from(packed, 'base64url').toString('hex');
    const event = `${object} ${action}`;
    return isSame(name, this.#nameOf(account, event)) ? { account, event } : undefined;
  }

  /**
   * Keeps an event that was sent.
   * @param body parsed JSON, not checked
   * @returns false where nothing is kept
   */
  receive(webhook: OwnWebhook, body: unknown): Promise<boolean> {
    return this.#keep(webhook, JSON.stringify(body), readEvent(body));
  }

  /**
   * Keeps that an event was sent whose body cannot be read. Were it refused, Snov.io would send it again and again, and then
   * switch off the webhook: a reply that is too long would be the last one that is heard of.
   * @param why in a sentence
   */
  receiveUnread(webhook: OwnWebhook, why: string): Promise<boolean> {
    return this.#keep(webhook, randomUUID(), { other: [`Its body could not be read. ${why}`] });
  }

  /** @param body which event is the very same again */
  async #keep({ account, event }: OwnWebhook, body: string, facts: EventFacts): Promise<boolean> {
    if (!this.#table.keeps) return false;
    await this.#table.add(account, event, body, facts);
    return true;
  }

  #nameOf(account: string, event: string): string {
    const signature = this.#table.sign(JSON.stringify(['event', account, event]));
    return `${event.replace(' ', '/')}/${Buffer.from(account, 'hex').toString('base64url')}.${signature}`;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
