import { createServer as listenPlain, type Server, type Socket } from 'node:net';
import { createServer as listenSecurely } from 'node:tls';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFetchJson } from '../../../src/http/oauth/fetch-json.ts';
import { createHttp } from '../../../src/snovio/transport/http.ts';
import { certificate } from '../../certificate.ts';
import { listening } from './server.ts';

const START = { method: 'POST', path: '/v2/email-verification/start' } as const;
const own = certificate();
const closing: (() => unknown)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

/** What becomes of a charged request. */
async function paid(origin: string, proxy: Parameters<typeof createHttp>[1], signal: AbortSignal) {
  const http = createHttp(origin, proxy);
  closing.push(() => http.close());
  return http.send(START, 'token', signal, true).catch(error => error);
}

const greeted = (then: (socket: Socket) => void) =>
  listenPlain(socket => socket.once('data', () => then(socket)));
const silent = () => listenPlain(socket => socket.resume());

describe.skipIf(!own)('a charged request has not left, and costs nothing, where', () => {
  test.each<[string, () => Server, string]>([
    ['the connection is closed in the handshake', () => greeted(socket => socket.destroy()), 'ECONNRESET'],
    ['it is reset there', () => greeted(socket => socket.resetAndDestroy()), 'ECONNRESET'],
    [
      'the server does not speak TLS',
      () => greeted(socket => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ],
    [
      'it knows none of the ciphers',
      () => listenSecurely({ ...own, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }),
      'ERR_SSL_',
    ],
    ['its certificate is its own', () => listenSecurely({ ...own }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['it says nothing', silent, 'TimeoutError'],
  ])('%s', async (_, server, why) => {
    const origin = `https://localhost:${await listening(server(), closing)}`;
    const error = await paid(origin, undefined, AbortSignal.timeout(1500));
    expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: true } });
    expect(error.message).toContain(`(${why}`);
  });

  test.each<[string, () => Server, string]>([
    ['says nothing', silent, 'TimeoutError'],
    ['closes the connection', () => greeted(socket => socket.destroy()), 'UND_ERR_PRX_CONN'],
    [
      'has its tunnel cut',
      () =>
        greeted(socket => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.once('data', () => socket.destroy());
        }),
      'ECONNRESET',
    ],
  ])('the proxy %s', async (_, server, why) => {
    const httpsProxy = `http://127.0.0.1:${await listening(server(), closing)}`;
    const error = await paid('https://api.snovio.example', { httpsProxy }, AbortSignal.timeout(1500));
    expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: true } });
    expect(error.message).toContain(`(${why}`);
  });

  test('its call has ended before', async () => {
    const port = await listening(silent(), closing);
    const error = await paid(`https://localhost:${port}`, undefined, AbortSignal.abort());
    expect(error.code).toBe('cancelled');
  });
});

test.skipIf(!own)(
  'a charged request that was read may be charged, also where the far end leaves TLS without a word',
  async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = listenSecurely({ ...own }, socket => socket.once('data', () => socket.destroy()));
    const origin = `https://localhost:${await listening(server, closing)}`;
    const error = await paid(origin, undefined, AbortSignal.timeout(5000));
    expect(error).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: false } });
  },
);

test('a request does not outlast its call, though nobody gives it a connection', {
  timeout: 20_000,
}, async () => {
  const port = await listening(silent(), closing);
  const since = performance.now();
  await paid(`https://localhost:${port}`, undefined, AbortSignal.timeout(100));
  await paid(
    'https://api.snovio.example',
    { httpsProxy: `http://127.0.0.1:${port}` },
    AbortSignal.timeout(100),
  );
  expect(performance.now() - since).toBeLessThan(5000);
});

test('a certificate that nobody vouches for is told with what to do', { skip: !own }, async () => {
  const origin = `https://localhost:${await listening(listenSecurely({ ...own }), closing)}`;
  const error = await paid(origin, undefined, AbortSignal.timeout(5000));
  expect(error.message).toContain('set NODE_USE_SYSTEM_CA=1, or to name its issuer in NODE_EXTRA_CA_CERTS');
});

test('an authorization server that cannot be reached is told by what went wrong', async () => {
  const origin = `https://127.0.0.1:${await listening(
    greeted(socket => socket.destroy()),
    closing,
  )}`;
  await expect(createFetchJson()(`${origin}/keys`)).rejects.toThrow(
    'disconnected before secure TLS connection',
  );
});
