import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { VERSION } from '../../../src/config/version.ts';
import { createHttp, type Http } from '../../../src/snovio/transport/http.ts';
import type { ApiRequest } from '../../../src/snovio/transport/request.ts';
import { type Reply, type Upstream, upstream } from './server.ts';

const NEVER = new AbortController().signal;
const GET = { method: 'GET', path: '/v1/get-balance' } as const;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});

function clientOf(...parts: Parameters<typeof createHttp>): Http {
  const http = createHttp(...parts);
  closing.push(() => http.close());
  return http;
}

/** A server that answers so, and a client of it. */
async function talking(reply: Reply = response => response.end('{}')): Promise<Upstream & { http: Http }> {
  const far = await upstream(reply);
  closing.push(async () => far[Symbol.asyncDispose]());
  return { ...far, http: clientOf(far.origin) };
}

describe('a request', () => {
  test.each<[ApiRequest, { url?: string; body?: string; type?: string | undefined }]>([
    [{ method: 'GET', path: '/v1/a' }, { url: '/v1/a' }],
    [{ method: 'POST', path: '/v1/a' }, { url: '/v1/a' }],
    [
      { method: 'POST', path: '/v2/a', query: { emails: ['a@acme.example', 'b'], next: undefined } },
      { url: '/v2/a?emails%5B%5D=a%40acme.example&emails%5B%5D=b' },
    ],
    [
      { method: 'POST', path: '/v1/a', form: { name: 'Ada & Co', phones: ['1'] } },
      { body: 'name=Ada+%26+Co&phones%5B%5D=1', type: 'application/x-www-form-urlencoded' },
    ],
    [
      { method: 'PUT', path: '/v2/a', json: { rows: [{ a: 1 }] } },
      { body: '{"rows":[{"a":1}]}', type: 'application/json' },
    ],
    [
      { method: 'DELETE', path: '/v2/a', json: null },
      { body: 'null', type: 'application/json' },
    ],
  ])('%j', async (request, { url = request.path, body = '', type }) => {
    const { http, requests } = await talking();
    await http.send(request, 'secret-token', NEVER);
    expect(requests).toMatchObject([{ method: request.method, url, body }]);
    expect(requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer secret-token',
      // Cloudflare lets nobody in who does not say what they are.
      'user-agent': `snovio-mcp/${VERSION}`,
    });
    expect(requests[0]?.headers['content-type']).toBe(type);
  });

  test('without a token carries none', async () => {
    const { http, requests } = await talking();
    await http.send(GET, undefined, NEVER);
    await http.send(GET, '', NEVER);
    for (const { headers } of requests) expect(headers).not.toHaveProperty('authorization');
  });
});

describe('an answer', () => {
  test('is status, text and Retry-After', async () => {
    const { http } = await talking(response => response.writeHead(429, { 'retry-after': '7' }).end('ä…'));
    expect(await http.send(GET, 't', NEVER)).toEqual({ status: 429, retryAfter: '7', text: 'ä…' });
  });

  test('without Retry-After, or with two, says nothing about it', async () => {
    const { http } = await talking((response, { url }) => {
      if (url === '/two') response.setHeader('retry-after', ['1', '2']);
      response.end('{}');
    });
    for (const path of ['/none', '/two'])
      expect((await http.send({ ...GET, path }, 't', NEVER)).retryAfter).toBeUndefined();
  });

  test('larger than 16 MiB is not read', { timeout: 60_000 }, async () => {
    const half = Buffer.alloc(9 * 1024 * 1024, 'x');
    const { http } = await talking((response, { url }) => {
      response.on('error', () => {});
      response.write(half);
      response.end(url === '/large' ? half : '');
    });
    expect((await http.send({ ...GET, path: '/half' }, 't', NEVER)).text).toHaveLength(half.length);
    for (const once of [false, true]) {
      const large = http.send({ ...GET, path: '/large' }, 't', NEVER, once);
      await expect(large).rejects.toMatchObject({
        code: 'upstream_unavailable',
        facts: { neverSent: false },
      });
    }
  });
});

describe('connections', () => {
  test('reads share one; a charged request never uses one that was there', async () => {
    const { http, requests } = await talking();
    const ports = () => requests.splice(0).map(({ port }) => port);
    for (let n = 0; n < 6; n++) await http.send(GET, 't', NEVER);
    const shared = new Set(ports());
    expect(shared.size).toBeLessThan(6);
    for (let n = 0; n < 6; n++) await http.send(GET, 't', NEVER, true);
    expect(new Set([...shared, ...ports()]).size).toBe(shared.size + 6);
  });

  test('are closed with the client, which may never have sent anything', async () => {
    const { http, server } = await talking();
    await createHttp('http://127.0.0.1:9').close();
    await http.send(GET, 't', NEVER);
    await http.send(GET, 't', NEVER, true);
    await http.close();
    await expect(http.send(GET, 't', NEVER)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await expect(http.send(GET, 't', NEVER, true)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    const open = () => new Promise<number>(resolve => server.getConnections((_, count) => resolve(count)));
    await vi.waitFor(async () => expect(await open()).toBe(0));
  });

  test('ready prepares, and can be asked for again', async () => {
    const { http, requests } = await talking();
    await http.ready();
    await http.ready();
    expect(requests).toHaveLength(0);
    await http.send(GET, 't', NEVER);
    await http.close();
    await expect(http.send(GET, 't', NEVER)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });
});

describe('a request that fails', () => {
  const failing = (http: Http, signal = NEVER) => http.send(GET, 't', signal).catch(error => error);

  test('the host refuses: nothing was sent', async () => {
    const error = await failing(clientOf('http://127.0.0.1:9'));
    expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: true } });
  });

  test('no address of the host is open: nothing was sent', async () => {
    const { origin, [Symbol.asyncDispose]: close } = await talking();
    await close();
    closing.splice(0, 1);
    // Two addresses: their failures come together, as one.
    const addresses = ['127.0.0.1', '127.0.0.2'].map(address => ({ address, family: 4 }));
    const found = (...[, , done]: unknown[]) =>
      (done as (error: null, all: object[]) => void)(null, addresses);
    vi.spyOn(dns, 'lookup').mockImplementation(found as unknown as typeof dns.lookup);
    const error = await failing(clientOf(origin.replace('127.0.0.1', 'api.snovio.example')));
    expect(error.cause).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: true } });
    expect(error.message).toBe(
      'Snov.io could not be reached (ECONNREFUSED). Check the network, HTTPS_PROXY and SNOVIO_API_URL.',
    );
    expect(error.cause).toBeInstanceOf(Error);
  });

  test.each<[string, Reply]>([
    ['without an answer', (_, __, socket) => socket.destroy()],
    [
      'within the answer',
      (response, _, socket) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"success":');
        setTimeout(() => socket.destroy(), 20);
      },
    ],
  ])('the connection breaks %s: it may have been sent', async (_, reply) => {
    const { http } = await talking(reply);
    const error = await http.send(GET, 't', NEVER).catch(cause => cause);
    expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: false } });
    expect(error.message).toBe(
      'The connection to Snov.io broke before the answer was complete. Try again in a minute.',
    );
    expect(error.cause).toBeInstanceOf(Error);
  });

  test('too late: it may have been sent', async () => {
    const { http, requests } = await talking(() => {});
    const error = await failing(http, AbortSignal.timeout(100));
    expect(requests).toHaveLength(1);
    expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: false } });
    expect(error.message).toBe('Snov.io did not answer in time. Try again in a minute.');
  });

  test.each([[undefined], [new Error('gone')], ['TimeoutError'], [{ name: 'TimeoutError' }]])(
    'cancelled with %s: the connection ends too',
    async reason => {
      const gone = Promise.withResolvers<void>();
      const abort = new AbortController();
      const { http } = await talking(response => {
        response.once('close', gone.resolve);
        abort.abort(reason);
      });
      const error = await failing(http, abort.signal);
      expect(error.code).toBe('cancelled');
      expect(error.cause).toBe(abort.signal.reason);
      await gone.promise;
    },
  );
});

describe('a proxy', () => {
  test.each([false, true])('is used for reads and charged requests (%s)', async once => {
    const proxy = await talking();
    const http = clientOf('http://api.snovio.example', { httpProxy: proxy.origin });
    expect(await http.send(GET, 't', NEVER, once)).toMatchObject({ status: 200 });
    expect(proxy.requests).toMatchObject([{ url: `http://api.snovio.example${GET.path}` }]);
  });

  test('is not used for hosts that are left out', async () => {
    const [far, proxy] = [await talking(), await talking()];
    const http = clientOf(far.origin, { httpProxy: proxy.origin, noProxy: '127.0.0.1' });
    expect(await http.send(GET, 't', NEVER)).toMatchObject({ status: 200 });
    expect(far.requests).toHaveLength(1);
    expect(proxy.requests).toHaveLength(0);
  });

  test.each(['http', 'https'])(
    'that refuses has passed nothing on, and its password is not told (%s)',
    async scheme => {
      const proxy = createServer((_, response) => response.writeHead(407).end());
      proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Authenticate\r\n\r\n'));
      await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
      closing.push(() => new Promise(resolve => proxy.close(resolve)));
      const httpProxy = `http://user:hush@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const http = clientOf(`${scheme}://api.snovio.example`, { httpProxy });
      const error = await http.send(GET, 't', NEVER).catch(cause => cause);
      expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: true } });
      expect(error.message).toMatch(/^The proxy did not let the request through \(HTTP 407\)/);
      expect(error.message).not.toContain('hush');
    },
  );
});
