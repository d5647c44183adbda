import { request } from 'node:http';
import type { Delivery } from '../log.ts';
import type { State } from '../state/state.ts';

/** Success is a status 200-299 within 3 seconds [A]; these are real seconds, since the receiver is real. */
const TIMEOUT_MS = 3000;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Posts a finished result to the `webhook_url` of its start, once. */
export function deliverOnce(state: State, url: string, body: object): void {
  void deliver(state, { url, attempt: 1 }, body);
}

/** Makes one attempt to deliver and logs it. */
export async function deliver(
  state: State,
  delivery: Omit<Delivery, 'at' | 'outcome'>,
  body: object,
): Promise<Delivery['outcome']> {
  const at = state.clock.now();
  if (!isLoopback(delivery.url)) return log(state, { ...delivery, at, outcome: 'undeliverable' });
  const { signal } = state.deliveryAbort;
  const accepted = await post(delivery.url, body, signal);
  if (signal.aborted) return 'undeliverable';
  return log(state, { ...delivery, at, outcome: accepted ? 'delivered' : 'failed' });
}

/** The sandbox never sends anything off this machine. */
function isLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' && LOOPBACK.has(parsed.hostname);
}

/** Posts a body as JSON; resolves to whether the receiver accepted it in time. */
function post(url: string, body: object, signal: AbortSignal): Promise<boolean> {
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

function log(state: State, delivery: Delivery): Delivery['outcome'] {
  state.deliveries.push(delivery);
  return delivery.outcome;
}
