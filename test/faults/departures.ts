import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Sandbox } from '../../src/sandbox/index.ts';

/** undici hands a request over to be sent. */
const SENT = 'undici:request:create';

/**
 * Counts the requests that leave this process for the sandbox: on a busy machine they arrive a good while later.
 * @param templates their paths, as the reference writes them
 */
export function departuresTo(
  { url }: Sandbox,
  templates: readonly string[],
): { count(): number } & Disposable {
  const paths = templates.map(template => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}(\\?|$)`));
  let left = 0;
  const notice = (message: unknown) => {
    const { request } = message as { request: { origin?: unknown; path: string } };
    const isOurs = new URL(String(request.origin)).origin === new URL(url).origin;
    if (isOurs && paths.some(path => path.test(request.path))) left += 1;
  };
  subscribe(SENT, notice);
  return { count: () => left, [Symbol.dispose]: () => void unsubscribe(SENT, notice) };
}
