import type { Clock } from '../clock.ts';
import type { LoggedRequest } from '../http/context.ts';
import type { Settings } from '../options.ts';
import type { Random } from '../random.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import type { Account } from './account.ts';
import type { Faults } from './faults.ts';

/** One charged item. Charges are logged when the request is handled, also those of tasks that end later. */
export interface Charge {
  /** Milliseconds of the epoch. */
  at: number;
  account: string;
  /** Verb and path of the request, such as `POST /v2/email-verification/start`. */
  method: string;
  /** The address, person, URL or domain that was charged for. */
  item: string;
  credits: number;
}

/** A mail that the sandbox would have sent. */
export interface Mailed {
  at: number;
  account: string;
  email: string;
  /** Name of the campaign. */
  campaign: string;
}

/** Everything that a sandbox remembers. */
export interface State {
  settings: Settings;
  clock: Clock;
  random: Random;
  /** Aborted, and replaced, when the world starts anew: cuts deliveries under way. */
  life: AbortController;
  accounts: Map<string, Account>;
  tokens: Map<string, { account: Account; expiresAt: number }>;
  faults: Faults;
  charges: Charge[];
  requests: LoggedRequest[];
  mailed: Mailed[];
  deliveries: Delivery[];
}
