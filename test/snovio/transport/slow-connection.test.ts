import { connect, createServer as listenPlain, type Socket } from 'node:net';
import { createServer as listenSecurely } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../src/snovio/transport/api-client.ts';
import { createHttp } from '../../../src/snovio/transport/http.ts';
import { Pace } from '../../../src/snovio/transport/pace.ts';
import { processSlots } from '../../../src/snovio/transport/slots.ts';
import { Times } from '../../../src/snovio/transport/times.ts';
import { writeOnce } from '../../../src/snovio/write-once.ts';
import { certificate } from '../../certificate.ts';
import { startHarness } from '../../harness.ts';
import { addresses, charged, sent, TOKEN, using, verdicts } from '../flows/kit.ts';
import { listening, upstream } from './server.ts';

const own = certificate();
const closing: (() => unknown)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

function pass(socket: Socket, port: number): void {
  const on = connect(port, '127.0.0.1').on('error', () => {});
  socket
    .on('error', () => {})
    .pipe(on)
    .pipe(socket);
}

/**
 * The way to a server over TLS, on which one connection after the other takes so many milliseconds to be made, later ones none.
 * @returns its origin
 */
async function slowly(server: string, delays: number[]): Promise<string> {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const secure = await listening(
    listenSecurely({ ...own }, socket => pass(socket, Number(new URL(server).port))),
    closing,
  );
  const slow = listenPlain(socket => setTimeout(() => pass(socket, secure), delays.shift()));
  return `https://localhost:${await listening(slow, closing)}`;
}

test.skipIf(!own)('a write leaves no later than what was found ahead of it is good for', async () => {
  const far = await upstream(response => response.end('{"access_token":"t","success":true}'));
  closing.push(() => far[Symbol.asyncDispose]());
  // The connection for the token is made at once, that of the first attempt takes longer than the finding is good.
  const origin = await slowly(far.origin, [0, 1500]);
  const http = createHttp(origin);
  closing.push(() => http.close());
  const pace = new Pace(processSlots({ requests: 60, windowMs: 6000 }));
  const api = new ApiClient(http, pace, new Times(origin, 6000), { id: 'id', secret: 'secret' });
  const looks: boolean[] = [];
  const check = async (again: boolean) => {
    looks.push(again);
    return performance.now() + 1000;
  };
  const call = { signal: new AbortController().signal, deadline: performance.now() + 30_000, tool: 'test' };
  await writeOnce(api, { method: 'POST', path: '/v1/write' }, call, check);
  expect(looks.slice(0, 2)).toEqual([false, true]);
  expect(far.requests.map(({ url }) => url)).toEqual([TOKEN, '/v1/write']);
});

test.skipIf(!own)('nothing charged leaves once its call is answered, and the next call pays', async () => {
  await using plain = await startHarness();
  const origin = await slowly(plain.sandbox.url, [0, 1250]);
  const env = { SNOVIO_API_URL: origin, SNOVIO_WAIT_SECONDS: '1' };
  await using h = await startHarness(using('v2', { env, reuse: plain.sandbox }));
  const start = '/v2/email-verification/start';
  await h.call('verify_emails', { emails: addresses(1) });
  await new Promise(resolve => setTimeout(resolve, 1000));
  expect(sent(h, start)).toEqual([]);
  expect(verdicts(await h.call('verify_emails', { emails: addresses(1), waitSeconds: 20 }))).toEqual([
    'valid',
  ]);
  expect(sent(h, start)).toHaveLength(1);
  expect(charged(h)).toBe(1);
});
