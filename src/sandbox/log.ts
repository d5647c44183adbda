/** One request as it came in; `status` is 0 until answered, and stays 0 when no answer was given. */
export interface LoggedRequest {
  /** Milliseconds of the epoch. */
  at: number;
  /** Id of the account that the request is counted for. */
  account?: string;
  method: string;
  /** The real path, without query. */
  path: string;
  /** The path as the reference writes it, such as `/v2/webhooks/{webhook_id}`; the real one when unknown. */
  template: string;
  query: Record<string, unknown>;
  /** The body's parameters, whatever their encoding. */
  body: Record<string, unknown>;
  headers: Record<string, string>;
  contentType: string;
  status: number;
}

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

/** A mail that Snov.io would have sent. */
export interface Mailed {
  /** Milliseconds of the epoch. */
  at: number;
  account: string;
  email: string;
  /** Name of the campaign. */
  campaign: string;
}

/** One attempt to deliver a webhook event. */
export interface Delivery {
  /** Milliseconds of the epoch. */
  at: number;
  /** Id of the webhook; left out for a `webhook_url`. */
  webhook?: number;
  url: string;
  /** Such as `campaign_email.sent`. */
  event?: string;
  /** From 1. */
  attempt: number;
  outcome: 'delivered' | 'failed' | 'undeliverable';
}
