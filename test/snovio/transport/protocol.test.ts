import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, connect as connectTo, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createHttp } from '../../../src/snovio/transport/http.ts';
import { certificate } from '../../certificate.ts';
import { startHarness } from '../../harness.ts';
import { upstream } from './server.ts';

const NEVER = new AbortController().signal;
const own = certificate();
const closing: (() => unknown)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server that would rather speak HTTP/2, as Snov.io's does. */
async function modernServer() {
  const seen: { version: string; connection: number }[] = [];
  const connections: unknown[] = [];
  const server = createSecureServer({ ...own, allowHTTP1: true }, (request, response) => {
    const { socket } = request.stream?.session ?? request;
    if (!connections.includes(socket)) connections.push(socket);
    seen.push({ version: request.httpVersion, connection: connections.indexOf(socket) });
    response.end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise(resolve => server.close(resolve)));
  return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, seen };
}

/** A proxy that passes connections on to this machine. */
async function tunnel(): Promise<string> {
  const sockets: Socket[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    const far = connectTo(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    sockets.push(far, socket as Socket);
    for (const each of [far, socket]) each.on('error', () => {});
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise(resolve => proxy.close(resolve));
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

test.skipIf(!own).each([false, true])(
  'charged requests have a connection each, also where a server offers to share one (through a proxy: %s)',
  async isProxied => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { origin, seen } = await modernServer();
    const http = createHttp(origin, isProxied ? { httpsProxy: await tunnel() } : undefined);
    closing.push(() => http.close());
    const request = { method: 'POST', path: '/v2/email-verification/start' } as const;
    await Promise.all([1, 2, 3].map(() => http.send(request, 'token', NEVER, true)));
    await http.send(request, 'token', NEVER, true);
    expect(seen.map(({ version }) => version)).toEqual(['1.1', '1.1', '1.1', '1.1']);
    expect(new Set(seen.map(({ connection }) => connection)).size).toBe(4);
  },
);

test('requests that change the account have a connection each too: theirs are not repeated either', async () => {
  const answers: Record<string, object> = {
    '/v1/oauth/access_token': { access_token: 'token', expires_in: 3600 },
    '/v1/lists': [{ success: true, data: { id: 7 } }],
  };
  await using far = await upstream((response, { url }) => response.end(JSON.stringify(answers[url] ?? [])));
  await using h = await startHarness({ env: { SNOVIO_API_URL: far.origin } });
  for (const name of ['One', 'Two', 'Three']) {
    await h.call('get_user_lists');
    expect((await h.call('create_prospect_list', { name })).isError).toBe(false);
  }
  const writes = far.requests.filter(({ url }) => url === '/v1/lists').map(({ port }) => port);
  const others = far.requests.filter(({ url }) => url !== '/v1/lists').map(({ port }) => port);
  expect(writes).toHaveLength(3);
  expect(new Set([...writes, ...others]).size).toBe(3 + new Set(others).size);
});
