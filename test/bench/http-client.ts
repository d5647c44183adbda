import { Agent, request } from 'node:http';

/** Speaks to a server over Streamable HTTP and spends as little of the machine as it can on that. */
export interface HttpClient {
  /** @throws Error on anything but a good answer */
  post(method: 'tools/call' | 'tools/list', params: object): Promise<string>;
  close(): void;
}

const REVISION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/**
 * @param own headers of each request
 * @param sockets how many requests may be open at once
 */
export function httpClient(url: string, own: Record<string, string> = {}, sockets = 64): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  let id = 0;
  return {
    post: async (method, params) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params: { ...params, _meta: META } });
      const headers: Record<string, string> = { ...own, 'mcp-method': method };
      if ('name' in params) headers['mcp-name'] = String(params.name);
      const { status, text } = await send(url, agent, body, headers);
      if (status !== 200 || !text.includes('"result"') || text.includes('"isError":true')) {
        throw new Error(`${method} was answered ${status}: ${text.slice(0, 300)}`);
      }
      return text;
    },
    close: () => agent.destroy(),
  };
}

function send(
  url: string,
  agent: Agent,
  body: string,
  own: Record<string, string>,
): Promise<{ status: number | undefined; text: string }> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': REVISION,
    ...own,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', part => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, text })).on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}
