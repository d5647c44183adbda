import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies of an API under test
export type Json = any;

export interface Reply {
  status: number;
  body: Json;
}

export interface Ask {
  query?: Record<string, string | string[]>;
  form?: [string, string][];
  multipart?: [string, string][];
  json?: object;
  headers?: Record<string, string>;
  /** Default: a header with a good token. */
  token?: string | false;
}

export interface Client {
  sandbox: Sandbox;
  token: string;
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
  /** Polls until the task is no longer in progress. */
  result(path: string, query?: Record<string, string>): Promise<Reply>;
  close(): Promise<void>;
}

/** A sandbox in which nothing takes long, with a token for it. */
export async function open(options: SandboxOptions = {}): Promise<Client> {
  const sandbox = await startSandbox({ speed: 500, limit: 100_000, ...options });
  const id = options.accounts?.[0]?.id ?? 'sandbox';
  const token = await login(sandbox, id, options.accounts?.[0]?.secret ?? 'sandbox');
  const ask = (method: string, path: string, given: Ask = {}) =>
    send(sandbox.url + path, method, token, given);
  return {
    sandbox,
    token,
    ask,
    result: async (path, query) => {
      for (let tries = 0; tries < 1000; tries++) {
        const reply = await ask('GET', path, { query });
        if (reply.body.status !== 'in_progress') return reply;
        await wait(5);
      }
      throw new Error('The task never ended');
    },
    close: () => sandbox.close(),
  };
}

export async function login(sandbox: Sandbox, client_id: string, client_secret: string): Promise<string> {
  const json = { grant_type: 'client_credentials', client_id, client_secret };
  const { body } = await send(`${sandbox.url}/v1/oauth/access_token`, 'POST', false, { json });
  return body.access_token;
}

async function send(url: string, method: string, token: string | false, ask: Ask): Promise<Reply> {
  const bearer = ask.token ?? token;
  const headers = { ...(bearer ? { authorization: `Bearer ${bearer}` } : {}), ...ask.headers };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(ask.query ?? {})) {
    for (const item of [value].flat()) query.append(key, item);
  }
  const { body, type } = bodyOf(ask);
  const target = ask.query ? `${url}?${query}` : url;
  const response = await fetch(target, { method, body, headers: { ...type, ...headers } });
  const text = await response.text();
  return { status: response.status, body: parsed(text) };
}

function bodyOf(ask: Ask): { body?: string | URLSearchParams | FormData; type: Record<string, string> } {
  if (ask.json) return { body: JSON.stringify(ask.json), type: { 'content-type': 'application/json' } };
  if (ask.form) return { body: new URLSearchParams(ask.form), type: {} };
  if (!ask.multipart) return { type: {} };
  const form = new FormData();
  for (const [key, value] of ask.multipart) form.append(key, value);
  return { body: form, type: {} };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function wait(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/** Waits until something holds, for at most five seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !holds(); tries++) await wait(5);
  if (!holds()) throw new Error('It never came to hold');
}
