import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startHarness } from '../harness.ts';
import { withstands } from '../withstands.ts';
import { startInProcess } from './in-process.ts';
import { as, call, rpc } from './kit.ts';

const A = { id: 'tenant-a', secret: 'secret-of-a', credits: 500 };
const B = { id: 'tenant-b', secret: 'secret-of-b', credits: 300 };
const C = { id: 'tenant-c', secret: 'secret-of-c', credits: 200 };
const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1000 }, A, B, C];
const by = ({ id, secret }: typeof A, signal?: AbortSignal) => ({
  headers: as(id, secret),
  ...(signal && { signal }),
});
const slow = { path: '/v1/get-balance', kind: 'slow' as const, delayMs: 1000, times: Infinity };

test(withstands('300 slow calls of one account', 'calls of others run at once'), {
  timeout: 60_000,
}, async () => {
  await using server = await startInProcess({
    sandbox: { accounts, taskSeconds: [60_000, 60_000] },
    limits: { waitingMs: 60_000 },
    env: { SNOVIO_MAX_CREDITS_PER_DAY: '1000', SNOVIO_WAIT_SECONDS: '300' },
  });
  const balance = async (who: typeof A) =>
    (await call(server.port, 'get_balance', {}, by(who))).structured.balance;
  expect([await balance(A), await balance(B)]).toEqual([500, 300]);
  const left = new AbortController();
  let ended = 0;
  const flood = Array.from({ length: 300 }, (_, i) =>
    call(server.port, 'verify_emails', { emails: [`a${i}@acme.example`] }, by(A, left.signal))
      .then(() => (ended += 1))
      .catch(() => {}),
  );
  await sleep(500);
  for (let i = 0; i < 10; i++) expect(await balance(B)).toBe(300);
  expect(await balance(C), 'a newcomer').toBe(200);
  expect(ended, 'nobody of the flood had to go for it').toBe(0);
  left.abort();
  await Promise.all(flood);
});

test(
  withstands('more calls of an account than its share', 'they wait for a place, and others go first'),
  async () => {
    await using server = await startInProcess({ sandbox: { accounts }, limits: { callsPerCaller: 2 } });
    for (const who of [A, B, C]) await call(server.port, 'get_user_lists', {}, by(who));
    server.sandbox.faults.add(slow);
    const answers = [];
    for (const who of [A, B, A, A, C]) {
      answers.push(call(server.port, 'get_balance', {}, by(who)));
      await sleep(100);
    }
    for (const answer of await Promise.all(answers)) expect(answer.structured.balance).toBeGreaterThan(0);
    const order = server.sandbox.requests
      .filter(request => request.path === '/v1/get-balance')
      .map(request => request.account);
    expect(order).toEqual([A.id, B.id, A.id, C.id, A.id]);
  },
);

test(
  withstands('a client that leaves while its call waits', 'its place in the queue is free again'),
  async () => {
    const limits = { callsPerCaller: 1, waitingPerCaller: 1 };
    await using server = await startInProcess({ limits });
    server.sandbox.faults.add({ ...slow, times: 1 });
    const running = call(server.port, 'get_balance');
    await sleep(200);
    const gone = new AbortController();
    const waiting = call(server.port, 'get_balance', {}, { signal: gone.signal });
    waiting.catch(() => {});
    await sleep(100);
    expect((await rpc(server.port, 'tools/list')).status, 'only one may wait').toBe(429);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await sleep(100);
    expect((await call(server.port, 'get_balance')).structured.balance).toBe(1000);
    expect((await running).structured.balance).toBe(1000);
    expect(server.sandbox.requests.filter(request => request.path === '/v1/get-balance')).toHaveLength(2);
  },
);

test('a call waits for its place for a while, then it is refused with Retry-After', async () => {
  await using server = await startInProcess({ limits: { callsPerCaller: 1, waitingMs: 200 } });
  server.sandbox.faults.add({ ...slow, times: 1 });
  const running = call(server.port, 'get_balance');
  await sleep(200);
  const { status, headers } = await rpc(server.port, 'tools/list');
  expect([status, headers['retry-after']]).toEqual([429, '5']);
  expect((await running).structured.balance).toBe(1000);
  expect((await rpc(server.port, 'tools/list')).status).toBe(200);
});

test('a server that stops ends the wait for places', async () => {
  await using server = await startInProcess({ limits: { callsPerCaller: 1 } });
  server.sandbox.faults.add({ ...slow, times: 1 });
  const running = call(server.port, 'get_balance');
  await sleep(200);
  const waiting = rpc(server.port, 'tools/list');
  await sleep(100);
  const stopped = server.service.finish();
  expect((await waiting).status).toBe(503);
  expect((await running).structured.balance).toBe(1000);
  await stopped;
});

test('the wait for a place is part of the time of a call', async () => {
  await using server = await startInProcess({
    sandbox: { taskSeconds: [60_000, 60_000] },
    limits: { callsPerCaller: 1 },
    env: { SNOVIO_WAIT_SECONDS: '3' },
  });
  server.sandbox.faults.add({ ...slow, times: 1 });
  const running = call(server.port, 'get_balance');
  await sleep(100);
  await call(server.port, 'verify_emails', { emails: ['a@acme.example'] });
  const [record] = server.calls.filter(({ tool }) => tool === 'verify_emails');
  expect(record?.ms, 'it has waited 0.9 of its 3 s before').toBeLessThan(2900);
  await running;
});

test(
  withstands('a call with `waitSeconds: 600`', 'it waits no longer than the server is set to'),
  async () => {
    await using server = await startInProcess({
      sandbox: { taskSeconds: [60_000, 60_000] },
      env: { SNOVIO_WAIT_SECONDS: '1' },
    });
    const emails = ['a@acme.example'];
    const { structured } = await call(server.port, 'verify_emails', { emails, waitSeconds: 600 });
    expect(structured).toMatchObject({ pending: 1 });
    const [record] = server.calls;
    expect(record?.ms).toBeLessThan(20_000);
  },
);

test("on stdio a call may ask for a longer wait: its place is its user's own", async () => {
  await using h = await startHarness({
    env: { SNOVIO_WAIT_SECONDS: '1' },
    sandbox: { taskSeconds: [150, 150] },
  });
  const { structured } = await h.call('verify_emails', {
    emails: ['mara.lindqvist@acme.example'],
    waitSeconds: 20,
  });
  expect(structured.results).toMatchObject([{ status: 'valid' }]);
});

test(
  withstands('20 calls of a caller at an account that others use too', 'their calls go between them'),
  async () => {
    const tokens = ['the-bearer-token-of-the-greedy', 'the-bearer-token-of-the-modest'];
    await using server = await startInProcess({
      env: { SNOVIO_HTTP_TOKENS: tokens.join(','), SNOVIO_RATE_LIMIT: '5', SNOVIO_RATE_WINDOW_MS: '2000' },
    });
    const ask = (token?: string) =>
      call(server.port, 'get_balance', {}, { headers: { authorization: `Bearer ${token}` } });
    let ended = 0;
    const greedy = Array.from({ length: 20 }, () => ask(tokens[0]).then(() => (ended += 1)));
    await sleep(300);
    expect((await ask(tokens[1])).structured.balance).toBe(1000);
    expect(ended).toBeLessThan(15);
    await Promise.all(greedy);
  },
);
