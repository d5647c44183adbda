import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withstands } from '../withstands.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { as, call } from './kit.ts';

// Snov.io does not say whether it refuses the tokens of a secret that was replaced. The sandbox takes them till they end.

const OLD = 'the-old-secret';
const NEW = 'the-new-secret';
const mara = { emails: ['mara.lindqvist@acme.example'] };

let ahead = 0;
beforeEach(() => {
  const now = performance.now.bind(performance);
  ahead = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const tokenRequests = ({ sandbox }: InProcessServer) =>
  sandbox.requests.filter(request => request.path === '/v1/oauth/access_token').length;

async function start() {
  const accounts = [{ id: 'tenant', secret: OLD, credits: 500 }];
  const server = await startInProcess({ sandbox: { accounts } });
  const ask = async (secret: string, tool = 'get_balance', args = {}) => {
    const { code, structured } = await call(server.port, tool, args, { headers: as('tenant', secret) });
    return code ?? structured.balance ?? structured.results[0].source;
  };
  return { server, ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test(withstands('a secret that was replaced at Snov.io', 'it opens nothing after a minute'), async () => {
  await using t = await start();
  expect(await t.ask(OLD, 'verify_emails', mara)).toBe('v2');
  t.server.sandbox.setSecret(NEW);
  expect(await t.ask(OLD), 'its token still works').toBe(499);
  ahead += 60_000;
  expect(await t.ask(OLD, 'verify_emails', mara), 'the ledger would know it').toBe('unauthorized');
  expect(await t.ask(OLD)).toBe('unauthorized');
  expect(tokenRequests(t.server), 'refused from memory').toBe(2);
  expect(await t.ask(NEW, 'verify_emails', mara)).toBe('ledger');
});

test('a new secret is taken at once, and from then on the old one opens nothing', async () => {
  await using t = await start();
  expect(await t.ask(OLD)).toBe(500);
  t.server.sandbox.setSecret(NEW);
  expect(await t.ask(NEW)).toBe(500);
  expect(await t.ask(OLD)).toBe('unauthorized');
  expect(await t.ask(NEW)).toBe(500);
  expect(tokenRequests(t.server)).toBe(3);
});

test('a new secret that comes too early is tried again after a minute', async () => {
  await using t = await start();
  expect([await t.ask(NEW), await t.ask(OLD)]).toEqual(['unauthorized', 500]);
  t.server.sandbox.setSecret(NEW);
  expect(await t.ask(NEW), 'from memory').toBe('unauthorized');
  ahead += 60_000;
  expect(await t.ask(NEW)).toBe(500);
});

test('asking again costs at most two token requests in a minute, and none while nobody calls', async () => {
  await using t = await start();
  for (let i = 0; i < 100; i++) {
    await t.ask(OLD);
    ahead += 3000;
  }
  // Five minutes.
  expect(tokenRequests(t.server)).toBeGreaterThanOrEqual(6);
  expect(tokenRequests(t.server)).toBeLessThanOrEqual(10);
  const before = tokenRequests(t.server);
  ahead += 3_600_000;
  expect(await t.ask(OLD)).toBe(500);
  expect(tokenRequests(t.server)).toBe(before + 1);
});

test('while Snov.io fails nobody is let in on an old word, and nobody is shut out afterwards', async () => {
  await using t = await start();
  expect(await t.ask(OLD)).toBe(500);
  ahead += 60_000;
  t.server.sandbox.faults.add({ path: '/v1/oauth/access_token', kind: 'status', status: 503, times: 4 });
  expect(await t.ask(OLD)).toBe('upstream_unavailable');
  expect(await t.ask(OLD)).toBe(500);
});

test('the token is renewed before it is too old, without a call that waits for it', async () => {
  await using t = await start();
  expect(await t.ask(OLD)).toBe(500);
  ahead += 50_000;
  t.server.sandbox.faults.add({ path: '/v1/oauth/access_token', kind: 'slow', delayMs: 1000 });
  expect(await t.ask(OLD)).toBe(500);
  const paths = t.server.sandbox.requests.map(request => request.path);
  expect(paths.filter(path => path === '/v1/get-balance')).toHaveLength(2);
});
