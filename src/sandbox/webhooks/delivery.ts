import { request } from 'node:http';
import type { State } from '../state/state.ts';

/** One attempt to deliver an event. */
export interface Delivery {
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

/** Success is a status 200-299 within 3 seconds [A]; real seconds, since the receiver is real. */
const TIMEOUT_MS = 3000;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether the sandbox may post there: it never sends anything off this machine. */
export function reachable(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' && LOOPBACK.has(parsed.hostname);
}

/** Posts a body as JSON; tells whether the receiver took it in time. */
export function post(url: string, body: object, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const payload = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
    const req = request(url, { method: 'POST', headers, agent: false, signal }, res => {
      res.resume();
      const status = res.statusCode ?? 0;
      resolve(status >= 200 && status < 300);
    });
    req.setTimeout(TIMEOUT_MS, () => req.destroy());
    req.on('socket', socket => socket.unref());
    req.on('error', () => resolve(false));
    req.on('close', () => resolve(false));
    req.end(payload);
  });
}

/** Posts a finished result to the `webhook_url` of its start, once. */
export function postOnce(state: State, url: string, body: object): void {
  void attempt(state, { url, attempt: 1 }, body);
}

/** Makes one attempt and records it. */
export async function attempt(
  state: State,
  about: Omit<Delivery, 'at' | 'outcome'>,
  body: object,
): Promise<Delivery['outcome']> {
  const at = state.clock.now();
  if (!reachable(about.url)) return record(state, { ...about, at, outcome: 'undeliverable' });
  const { signal } = state.life;
  const taken = await post(about.url, body, signal);
  if (signal.aborted) return 'undeliverable';
  return record(state, { ...about, at, outcome: taken ? 'delivered' : 'failed' });
}

function record(state: State, delivery: Delivery): Delivery['outcome'] {
  state.deliveries.push(delivery);
  return delivery.outcome;
}
