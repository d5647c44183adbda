import type { Agent } from 'undici';
import { textOf } from '../../snovio/transport/content.ts';
import { openAgent } from '../../snovio/transport/proxy.ts';
import type { ProxySettings } from '../../snovio/transport/proxy-settings.ts';
import { send } from '../../snovio/transport/send.ts';

/** Documents of authorization servers have a few kilobytes. */
const MAX_BYTES = 512 * 1024;
const TIMEOUT_MS = 5000;

export interface Post {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization?: string | undefined;
}

/** Reads JSON from an authorization server. @throws Error that says what went wrong, without what was sent */
export type FetchJson = (url: string, post?: Post) => Promise<unknown>;

/** Redirects are not followed: nobody but the configured server is to say whose tokens are good. */
export function createFetchJson(proxy?: ProxySettings): FetchJson {
  const agents = new Map<string, Promise<Agent>>();
  return async (url, post) => {
    const address = new URL(url);
    const { origin, pathname } = address;
    const agent = agents.get(origin) ?? openAgent(origin, proxy, { maxResponseSize: MAX_BYTES });
    agents.set(origin, agent);
    const response = await send(await agent, address, {
      method: post ? 'POST' : 'GET',
      body: post ? new URLSearchParams(post.form).toString() : null,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/json',
        ...(post && {
          ...(post.authorization !== undefined && { authorization: post.authorization }),
          'content-type': 'application/x-www-form-urlencoded',
        }),
      },
    });
    const text = await textOf(response, MAX_BYTES);
    if (response.statusCode !== 200) throw new Error(`${origin}${pathname} answered ${response.statusCode}`);
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`${origin}${pathname} answered something that is no JSON`);
    }
  };
}
