import type { Agent, Dispatcher } from 'undici';
import { VERSION } from '../../config/version.ts';

/** Cloudflare's Browser Integrity Check answers 403 to requests that name no program (its API reference, `browser_check`). */
const USER_AGENT = `snovio-mcp/${VERSION}`;

/** A request did not leave: no byte of it was written to a connection. */
export class NotSent extends Error {
  override readonly name = 'NotSent';

  /** @param cause why */
  constructor(cause: unknown) {
    // A failure of several connection attempts has a code, and no message.
    const { message, code } = cause as NodeJS.ErrnoException;
    super(message || code, { cause });
  }
}

export interface SendOptions {
  readonly method: Dispatcher.HttpMethod;
  readonly body?: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Whether it is wanted still. Asked when there is a connection, which may take long. */
  readonly mayLeave?: (() => boolean) | undefined;
}

/**
 * Sends a request. undici heeds a signal only once it has a connection, and a proxy may take minutes to give one; here it is
 * heeded at once.
 * @throws NotSent as long as nothing was written; otherwise what undici throws, or the signal's reason
 */
export async function send(agent: Agent, url: URL, options: SendOptions): Promise<Dispatcher.ResponseData> {
  const { request } = await import('undici');
  const { signal, mayLeave = () => true, ...others } = options;
  if (signal.aborted) throw new NotSent(signal.reason);
  let hasLeft = false;
  const dispatcher = agent.compose(dispatch => (asked, handler) => {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, context) => {
      hasLeft = mayLeave();
      start?.(controller, context);
      if (!hasLeft) controller.abort(new Error('The connection came too late.'));
    };
    return dispatch(asked, handler);
  });
  const aborted = Promise.withResolvers<never>();
  const leave = () => {
    if (!hasLeft) aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    const headers = { 'user-agent': USER_AGENT, ...options.headers };
    return await Promise.race([aborted.promise, request(url, { ...others, signal, headers, dispatcher })]);
  } catch (cause) {
    throw hasLeft ? cause : new NotSent(cause);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
