import { describe, expect, test } from 'vitest';
import { receiverOf } from '../../../src/app/receiver.ts';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/index.ts';
import { addresses, PATHS } from '../../snovio/flows/kit.ts';
import { freePort } from '../free-port.ts';
import { type InProcessServer, startInProcess } from '../in-process.ts';
import { call, http } from '../kit.ts';

/** Ten times as fast as life: a result that is sent comes well before it would be polled. */
const SPEED = 10;
/** Slow enough for a busy machine: a result that is sent comes a second before it would be polled. */
const UNHURRIED = 4;

/** @param reaches whether the URL that Snov.io is told leads to the server */
async function start(reaches = true, sandbox: SandboxOptions = {}, speed = SPEED): Promise<InProcessServer> {
  const windowMs = 60_000 / speed;
  const port = await freePort();
  return startInProcess({
    port,
    sandbox: { speed, windowMs, ...sandbox },
    env: {
      SNOVIO_PUBLIC_URL: `http://127.0.0.1:${reaches ? port : await freePort()}`,
      SNOVIO_RATE_WINDOW_MS: String(windowMs),
      SNOVIO_API_GENERATION: 'v2',
    },
  });
}

const sent = ({ requests }: Sandbox) =>
  requests.filter(({ path }) => path !== '/v1/oauth/access_token').length;
const verify = ({ port }: InProcessServer, emails: string[]) =>
  call(port, 'verify_emails', { emails, maxCredits: 1000 });
const send = (url: string, body: string, method = 'POST') => {
  const { port, pathname } = new URL(url);
  return http(Number(port), {
    path: pathname,
    method,
    body,
    headers: { 'content-type': 'application/json' },
  });
};
const START = PATHS.verify.v2.start;
const startsOf = ({ requests }: Sandbox) => requests.filter(({ path }) => path === START);
/** The URL that the first start has named. */
async function urlOf({ sandbox }: InProcessServer): Promise<string> {
  await expect.poll(() => startsOf(sandbox)).toHaveLength(1);
  return String(startsOf(sandbox)[0]?.query.webhook_url);
}

test('results that Snov.io sends are not polled: 100 unknown addresses take a request for each ten', async () => {
  await using server = await start(true, {}, UNHURRIED);
  const { structured } = await verify(server, addresses(100));
  expect(structured.results.every(({ status }: { status: string }) => status === 'valid')).toBe(true);
  expect(structured.credits.spent).toBe(100);
  expect(sent(server.sandbox)).toBeLessThanOrEqual(12);
  expect(server.sandbox.deliveries).toHaveLength(10);
  const people = Array.from({ length: 20 }, (_, i) => ({
    firstName: `Ada${i}`,
    lastName: 'Keller',
    domain: 'load.example',
  }));
  const before = sent(server.sandbox);
  const found = await call(server.port, 'find_emails', { people });
  expect(found.structured.credits.spent).toBe(20);
  expect(sent(server.sandbox) - before).toBeLessThanOrEqual(3);
});

describe('a result that is sent', () => {
  test('and never comes is polled a little later, and waited for no more after some', async () => {
    await using server = await start(false);
    for (let round = 0; round < 4; round++) {
      const { structured } = await verify(server, addresses(2, 10 * round));
      expect(structured.credits.spent).toBe(2);
    }
    expect(server.app.results?.isReliable).toBe(false);
    expect(server.sandbox.charges).toHaveLength(8);
  });

  test('brings what was paid for by a start whose answer was lost', async () => {
    await using server = await start();
    server.sandbox.faults.add({ path: START, kind: 'status', status: 502, when: 'after', times: 1 });
    const lost = await verify(server, addresses(3));
    expect(lost.structured.results[0]).toMatchObject({ reason: 'in_doubt' });
    await expect.poll(() => server.sandbox.deliveries.length).toBe(1);
    const { structured } = await verify(server, addresses(3));
    expect(structured.results).toMatchObject([1, 2, 3].map(() => ({ status: 'valid', source: 'ledger' })));
    expect(server.sandbox.charges).toHaveLength(3);
  });

  test('counts once, at its own path, for its own task', async () => {
    await using server = await start();
    const asked = verify(server, addresses(2));
    const url = await urlOf(server);
    const forged = (email: string, task?: string) =>
      JSON.stringify({
        status: 'completed',
        data: [{ email, result: { smtp_status: 'not_valid' } }],
        ...(task && { meta: { task_hash: task } }),
      });
    const [email = ''] = addresses(1);
    expect(await send(url.replace(/.$/, '~'), forged(email))).toMatchObject({ status: 404 });
    expect(await send(`${new URL(url).origin}/results/${'A'.repeat(32)}`, forged(email))).toMatchObject({
      status: 404,
    });
    expect(await send(url, forged(email), 'GET')).toMatchObject({ status: 405 });
    expect(await send(url, 'no json')).toMatchObject({ status: 400 });
    const { structured } = await asked;
    expect(structured.results.map(({ status }: { status: string }) => status)).toEqual(['valid', 'valid']);
    expect(await send(url, forged(email))).toMatchObject({ status: 404 });
    expect((await verify(server, [email])).structured.results[0].status).toBe('valid');
  });

  test.each([
    [
      'another task',
      (email: string) => ({
        status: 'completed',
        data: [{ email, result: { smtp_status: 'not_valid' } }],
        meta: { task_hash: 'another' },
      }),
    ],
    ['unfinished work', () => ({ status: 'in_progress', data: [] })],
    ['words that nobody knows', () => ({ status: 'done', data: 'yes' })],
    ['nothing at all', () => null],
  ])('and tells of %s ends nothing: the task is polled', async (_, body) => {
    await using server = await start();
    const asked = verify(server, addresses(1));
    const [email = ''] = addresses(1);
    const url = await urlOf(server);
    expect(await send(url, JSON.stringify(body(email)))).toMatchObject({ status: 204 });
    expect((await asked).structured.results).toMatchObject([{ status: 'valid' }]);
    expect(server.sandbox.charges).toHaveLength(1);
  });
});

test('where Snov.io refuses the URL, work is started without it', async () => {
  await using server = await start();
  server.sandbox.faults.add({ path: START, kind: 'status', status: 422, times: 1 });
  const { structured } = await verify(server, addresses(5));
  expect(structured.credits.spent).toBe(5);
  expect(server.sandbox.charges).toHaveLength(5);
  expect(startsOf(server.sandbox).map(({ query }) => typeof query.webhook_url)).toEqual([
    'string',
    'undefined',
  ]);
});

test('a real Snov.io is told no address of this machine', () => {
  const real = 'https://api.snov.io';
  const [near, far] = ['http://127.0.0.1:3920', 'https://mcp.example.com'];
  const told = (publicUrl: string | undefined, apiUrl = real, sandbox = false) =>
    receiverOf({ publicUrl, apiUrl, sandbox });
  expect([told(near), told(far), told(undefined)]).toEqual([undefined, far, undefined]);
  expect([told(near, 'http://localhost:8787'), told(near, real, true)]).toEqual([near, near]);
});
