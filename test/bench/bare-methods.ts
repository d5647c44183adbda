import type { Sandbox } from '../../src/sandbox/index.ts';

const READ_MS = 20;

/** Snov.io's methods without anything in between. */
export interface BareMethods {
  get(path: string): Promise<unknown>;
  /** Starts a task, and reads its result until it is there. @returns its data */
  task(path: string, body: object): Promise<unknown>;
}

/** Speaks to a sandbox with plain requests. */
export async function bareMethods({ url }: Sandbox): Promise<BareMethods> {
  const send = async (path: string, init: RequestInit) => (await fetch(`${url}${path}`, init)).json();
  const json = { 'content-type': 'application/json' };
  const post = (path: string, body: object, headers: Record<string, string>) =>
    send(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const account = { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' };
  const token = (await post('/v1/oauth/access_token', account, {})) as { access_token: string };
  const headers = { authorization: `Bearer ${token.access_token}` };
  const get = (path: string) => send(path, { headers });
  return {
    get,
    task: async (path, body) => {
      const result = resultOf(path, await post(path, body, headers));
      for (;;) {
        const answer = (await get(result)) as { status: string; data: unknown };
        if (answer.status === 'completed') return answer.data;
        await new Promise(resolve => setTimeout(resolve, READ_MS));
      }
    },
  };
}

/** Where the result of a task is: as its start says, or by the task's hash. */
function resultOf(path: string, started: unknown): string {
  const { links, data } = started as { links?: { result: string }; data: { task_hash?: string } };
  if (links) return new URL(links.result).pathname;
  return `${path.replace(/start$/, 'result')}?task_hash=${data.task_hash}`;
}
