import { McpServer } from '@modelcontextprotocol/server';
import { type Method, methods } from './methods.ts';

const { SNOVIO_API_URL: api = '', SNOVIO_CLIENT_ID, SNOVIO_CLIENT_SECRET } = process.env;

/**
 * What a wrapper of Snov.io's API without any thought of its own is: one tool for each method, the arguments passed on,
 * and the answer given back as it came. Waiting, polling, pages, prices and limits are the agent's.
 */
export function baselineServer(): McpServer {
  const server = new McpServer({ name: 'baseline', version: '0.0.0' }, { capabilities: { tools: {} } });
  for (const method of methods) {
    const description = `${method.verb} ${method.path}`;
    server.registerTool(method.name, { description, inputSchema: method.input }, async args => {
      const { text, isError } = await send(method, args);
      return { content: [{ type: 'text', text }], isError };
    });
  }
  return server;
}

let token: Promise<string> | undefined;

async function send({ verb, path, hasBody }: Method, args: Readonly<Record<string, unknown>>) {
  token ??= requestToken();
  const rest = { ...args };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    delete rest[name];
    return encodeURIComponent(String(args[name]));
  });
  const response = await fetch(`${api}${filled}${hasBody ? '' : queryOf(rest)}`, {
    method: verb,
    headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' },
    ...(hasBody ? { body: JSON.stringify(rest) } : {}),
  });
  return { text: pretty(await response.text()), isError: !response.ok };
}

async function requestToken(): Promise<string> {
  const body = {
    grant_type: 'client_credentials',
    client_id: SNOVIO_CLIENT_ID,
    client_secret: SNOVIO_CLIENT_SECRET,
  };
  const headers = { 'content-type': 'application/json' };
  const path = `${api}/v1/oauth/access_token`;
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Lists as `emails[]=…`. */
function queryOf(args: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(args).flatMap(([name, value]): [string, string][] =>
    Array.isArray(value) ? value.map(one => [`${name}[]`, String(one)]) : [[name, String(value)]],
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
