import type { Config } from '../../config/settings.ts';
import { tokenRequest } from '../../snovio/transport/api-client.ts';
import { textOf } from '../../snovio/transport/content.ts';
import { openAgent, proxyRefusal } from '../../snovio/transport/proxy.ts';
import { encode } from '../../snovio/transport/request.ts';
import { send } from '../../snovio/transport/send.ts';

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 1024 * 1024;

/** The answer to a request for an access token, or why there is none. */
export type TokenResponse =
  | {
      readonly status: number;
      /** The body. */
      readonly text: string;
      /** The server's clock minus this machine's, in milliseconds; undefined without a Date header. */
      readonly skewMs: number | undefined;
    }
  | {
      /** An error code such as `ECONNREFUSED`, or an error's name. */
      readonly networkError: string;
    };

/**
 * Asks for an access token. This does not use the API client, which keeps neither the headers of an answer nor the cause of
 * a failure. Never throws.
 */
export async function requestToken(config: Config, id: string, secret: string): Promise<TokenResponse> {
  const agent = await openAgent(config.apiUrl, config.proxy);
  const { path, form = {} } = tokenRequest({ id, secret });
  const sentAt = Date.now();
  try {
    const response = await send(agent, new URL(path, config.apiUrl), {
      method: 'POST',
      body: encode(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const skewMs = skewOf(String(response.headers.date ?? ''), sentAt);
    return { status: response.statusCode, text: await textOf(response, MAX_BYTES), skewMs };
  } catch (cause) {
    return { networkError: nameError(cause) };
  } finally {
    await agent.destroy();
  }
}

/** Compares the middle of the second in the Date header with the middle of the request's time. */
function skewOf(date: string, sentAt: number): number | undefined {
  const serverTime = Date.parse(date);
  return Number.isNaN(serverTime) ? undefined : serverTime + 500 - (sentAt + Date.now()) / 2;
}

/** The innermost code or name: undici wraps the error that says what happened. */
function nameError(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  const refusal = proxyRefusal(cause);
  if (refusal) return `the proxy answers HTTP ${refusal}`;
  if (cause instanceof AggregateError && cause.errors.length > 0) return nameError(cause.errors[0]);
  if (cause.name === 'TimeoutError') return 'no answer';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.cause === undefined ? cause.name : nameError(cause.cause);
}
