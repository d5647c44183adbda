import type { Config } from '../../config/settings.ts';
import { tokenRequest } from '../../snovio/transport/api-client.ts';
import { encode } from '../../snovio/transport/request.ts';
import { type Finding, fail, ok } from './finding.ts';

const PATIENCE_MS = 15_000;

/** What came back of a request for a token, or why nothing did. */
export type Contact =
  | { readonly status: number; readonly text: string; readonly skewMs: number | undefined }
  | { readonly fault: string };

/** Asks for a token outside the client, which keeps neither the answer's headers nor the reason of a failure. */
export async function contact(config: Config, id: string, secret: string): Promise<Contact> {
  const { Agent, EnvHttpProxyAgent, request } = await import('undici');
  const agent = config.proxy ? new EnvHttpProxyAgent({ ...config.proxy }) : new Agent();
  const { path, form = {} } = tokenRequest({ id, secret });
  const sentAt = Date.now();
  try {
    const answer = await request(new URL(path, config.apiUrl), {
      method: 'POST',
      body: encode(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
      dispatcher: agent,
    });
    const skewMs = skewOf(String(answer.headers.date ?? ''), sentAt);
    return { status: answer.statusCode, text: await answer.body.text(), skewMs };
  } catch (cause) {
    return { fault: faultOf(cause) };
  } finally {
    await agent.destroy();
  }
}

/** The far clock minus this one, as far as whole seconds and the way there let it be known. */
function skewOf(date: string, sentAt: number): number | undefined {
  const far = Date.parse(date);
  return Number.isNaN(far) ? undefined : far + 500 - (sentAt + Date.now()) / 2;
}

function faultOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  if (cause instanceof AggregateError && cause.errors.length > 0) return faultOf(cause.errors[0]);
  if (cause.name === 'TimeoutError') return 'no answer';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.cause === undefined ? cause.name : faultOf(cause.cause);
}

const CERTIFICATE = /CERT|SSL|TLS|UNABLE_TO_/;

/** Whether Snov.io can be reached at all. */
export function checkReach(config: Config, contact: Contact): Finding {
  const { host } = new URL(config.apiUrl);
  const proxied = config.proxy !== undefined;
  const where = `${host}${proxied ? ' through the proxy' : ''}`;
  if ('fault' in contact) {
    const alone = CERTIFICATE.test(contact.fault) ? INSPECTED : NETWORK;
    return fail('reach', `${where} cannot be reached (${contact.fault}).`, proxied ? PROXY : alone);
  }
  const { status, text } = contact;
  if (status === 407) return fail('reach', 'The proxy wants to know who asks (HTTP 407).', PROXY);
  if (status >= 500)
    return { ...fail('reach', `${where} answers HTTP ${status}.`, DOWN), httpStatus: status };
  const strange = status === 404 || /^\s*</.test(text);
  if (!strange) return ok('reach', where);
  const said = `${where} does not answer like Snov.io (HTTP ${status}).`;
  return fail('reach', said, proxied ? PROXY : STRANGER);
}

const PROXY =
  'Check HTTPS_PROXY and NO_PROXY (also in the MCP host, which may start the server with other variables), or let the proxy pass api.snov.io.';
const INSPECTED =
  'Something between here and Snov.io answers with a certificate of its own. Name it in NODE_EXTRA_CA_CERTS, or set HTTPS_PROXY where a proxy is to be used.';
const NETWORK = 'Check the network and SNOVIO_API_URL; where a proxy leads out, set HTTPS_PROXY.';
const STRANGER = 'Check SNOVIO_API_URL; a login page or a filter of the network may answer instead.';
const DOWN = 'Snov.io is down or overloaded. Wait some minutes; nothing is lost and nothing is paid twice.';

const WARN_MS = 60_000;
const FAIL_MS = 300_000;

/** Whether this machine's clock is right: the ledger and the limits for a day count by it. */
export function checkClock(contact: Contact): Finding[] {
  const skew = 'fault' in contact ? undefined : contact.skewMs;
  if (skew === undefined) return [];
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (seconds * 1000 < WARN_MS) return [ok('clock', 'right')];
  const text = `This clock is ${seconds} s ${skew > 0 ? 'behind' : 'ahead of'} Snov.io's.`;
  const remedy = 'Set the clock, best by switching on its setting over the network (NTP).';
  return [{ id: 'clock', state: seconds * 1000 < FAIL_MS ? 'warn' : 'fail', text, remedy }];
}
