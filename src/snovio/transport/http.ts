import type { Agent } from 'undici';
import { SnovioError } from '../../errors.ts';
import { contentOf, textOf } from './content.ts';
import { openAgent, proxyRefusal } from './proxy.ts';
import type { ProxySettings } from './proxy-settings.ts';
import { type ApiRequest, encode } from './request.ts';
import { readRows } from './row-window.ts';
import { NotSent, type SendOptions, send } from './send.ts';

/** What Snov.io answered, as it came. */
export interface Answer {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

export interface Http {
  /**
   * Sends one request and reads the whole answer.
   * @param once a request that is charged or changes the account: it gets a connection of its own
   * @param mayLeave whether it is wanted still, once there is a connection; else it is not sent
   * @throws SnovioError `upstream_unavailable`, with `neverSent` when no byte can have arrived; `cancelled` on abort
   */
  send(
    request: ApiRequest,
    token: string | undefined,
    signal: AbortSignal,
    once?: boolean,
    mayLeave?: () => boolean,
  ): Promise<Answer>;
  /** Loads what sending needs, so that the first request leaves when its slot says so. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** A certificate that nobody vouches for whom Node.js knows. */
const OWN_CERTIFICATE = /^(DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_|^CERT_UNTRUSTED$/;

/** The largest page of analytics rows (10,000) stays well below. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** HTTP to one Snov.io origin. undici is loaded with the first request: a server that only lists tools starts faster. */
export function createHttp(origin: string, proxy?: ProxySettings): Http {
  let agents: Promise<{ shared: Agent; single: Agent }> | undefined;
  const load = async () => {
    const make = (options: Agent.Options) => openAgent(origin, proxy, options);
    // Snov.io can close a kept-alive connection just as a request leaves, and then it is unknown whether the request
    // arrived. A read is repeated. What is charged, or changes the account, could not be: it never reuses a connection.
    return {
      shared: await make({ maxResponseSize: MAX_ANSWER_BYTES }),
      single: await make({ pipelining: 0, maxResponseSize: MAX_ANSWER_BYTES }),
    };
  };
  return {
    ready: async () => {
      agents ??= load();
      await agents;
    },
    send: async (request, token, signal, once = false, mayLeave) => {
      agents ??= load();
      const { shared, single } = await agents;
      return exchange(origin, request, token, { signal, mayLeave }, once ? single : shared);
    },
    close: async () => {
      const loaded = await agents;
      await Promise.all([loaded?.shared.destroy(), loaded?.single.destroy()]);
    },
  };
}

async function exchange(
  origin: string,
  request: ApiRequest,
  token: string | undefined,
  { signal, mayLeave }: Pick<SendOptions, 'signal' | 'mayLeave'>,
  agent: Agent,
): Promise<Answer> {
  const url = new URL(request.path, origin);
  url.search = encode(request.query ?? {}).toString();
  const { body, type } = encodeBody(request);
  try {
    const response = await send(agent, url, {
      method: request.method,
      signal,
      mayLeave,
      body,
      headers: {
        accept: 'application/json',
        ...(type && { 'content-type': type }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
    });
    const retryAfter = response.headers['retry-after'];
    return {
      status: response.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      text: request.rows
        ? await readRows(contentOf(response, MAX_ANSWER_BYTES), request.rows)
        : await textOf(response, MAX_ANSWER_BYTES),
    };
  } catch (cause) {
    throw transportError(cause, signal);
  }
}

function encodeBody(request: ApiRequest): { body: string | null; type?: string } {
  if (request.json !== undefined) return { body: JSON.stringify(request.json), type: 'application/json' };
  if (request.form)
    return { body: encode(request.form).toString(), type: 'application/x-www-form-urlencoded' };
  return { body: null, ...(request.contentType && { type: request.contentType }) };
}

function transportError(failure: unknown, signal: AbortSignal): SnovioError {
  const neverSent = failure instanceof NotSent;
  const cause = neverSent ? failure.cause : failure;
  const timedOut = signal.aborted && signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  if (signal.aborted && !timedOut) return new SnovioError('cancelled', { cause });
  const refusal = proxyRefusal(cause);
  if (refusal) {
    const message = `The proxy did not let the request through (HTTP ${refusal}). Check HTTPS_PROXY and its password, or NO_PROXY.`;
    return new SnovioError('upstream_unavailable', { message, neverSent: true, cause });
  }
  const message = neverSent
    ? unreached(nameOf(cause))
    : timedOut
      ? 'Snov.io did not answer in time. Try again in a minute.'
      : 'The connection to Snov.io broke before the answer was complete. Try again in a minute.';
  return new SnovioError('upstream_unavailable', { message, neverSent, cause });
}

function unreached(why: string): string {
  return OWN_CERTIFICATE.test(why)
    ? `Something between here and Snov.io answers with a certificate of its own (${why}). Tell the user to set NODE_USE_SYSTEM_CA=1, or to name its issuer in NODE_EXTRA_CA_CERTS.`
    : `Snov.io could not be reached (${why}). Check the network, HTTPS_PROXY and SNOVIO_API_URL.`;
}

/** The code or name of a failure. An error of several connection attempts (happy eyeballs) holds them as a list. */
function nameOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return nameOf(cause.errors[0]);
  if (!(cause instanceof Error)) return 'unknown';
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : cause.name;
}
