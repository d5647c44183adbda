import { expect, test } from 'vitest';
import { type InProcessOptions, startInProcess } from '../../http/in-process.ts';
import { as, bearer, TOKEN } from '../../http/kit.ts';
import { addresses } from '../../snovio/flows/kit.ts';
import { httpHost } from './kit.ts';

// What is about HTTP alone.

const ACCOUNTS = ['sandbox', 'tenant'].map(id => ({ id, secret: id, credits: 1000 }));

/** A server for which Snov.io takes a second at least, so that its calls become tasks. */
const startServer = (options: InProcessOptions = {}) =>
  startInProcess({
    ...options,
    env: { SNOVIO_MAX_CREDITS_PER_CALL: '100', SNOVIO_HTTP_TOKENS: TOKEN },
    sandbox: { taskSeconds: [60, 90], accounts: ACCOUNTS },
  });

test('the header that names the task has to name the one in the body', async () => {
  await using server = await startServer();
  const host = httpHost(server.port, bearer(TOKEN));
  const { taskId } = await host.call('verify_emails', { emails: addresses(10) });
  const wrong = httpHost(server.port, { ...bearer(TOKEN) });
  const answer = await wrong.request('tasks/get', { taskId, name: 'another' });
  expect(answer.code).toBe(-32_020);
});

test('the account of the request decides: the same token with another one finds nothing', async () => {
  await using server = await startServer();
  const tenant = httpHost(server.port, { ...bearer(TOKEN), ...as('tenant', 'tenant') } as Record<
    string,
    string
  >);
  const own = httpHost(server.port, bearer(TOKEN));
  const { taskId } = await tenant.call('verify_emails', { emails: addresses(10) });
  expect(await own.get(taskId)).toMatchObject({ code: -32_602 });
  expect(await tenant.until(taskId)).toMatchObject({ status: 'completed' });
});

test('a running task has a place; when it ends another call gets it', async () => {
  // Of a caller's two places, an account may have one.
  await using server = await startServer({ limits: { callsPerCaller: 2, callsInAll: 10, waitingMs: 200 } });
  const host = httpHost(server.port, bearer(TOKEN));
  const held = Promise.withResolvers<void>();
  server.sandbox.faults.add({ path: /result/, kind: 'pass', times: 500, on: () => held.promise });
  const { taskId } = await host.call('verify_emails', { emails: addresses(10) });
  expect(taskId).toBeDefined();
  const second = await host.call('verify_emails', { emails: addresses(10, 10) });
  held.resolve();
  await expect
    .poll(async () => (await host.get(taskId)).status, { timeout: 20_000, interval: 300 })
    .toBe('completed');
  expect(JSON.stringify(second)).toContain('Too many calls are open.');
});

test('a server that stops does not wait for its tasks', async () => {
  const server = await startServer();
  const host = httpHost(server.port, bearer(TOKEN));
  server.sandbox.faults.add({ path: /result/, kind: 'slow', delayMs: 60_000, times: 500 });
  const { taskId } = await host.call('verify_emails', { emails: addresses(10) });
  expect(taskId).toBeDefined();
  const began = performance.now();
  await server.service.finish();
  expect(performance.now() - began).toBeLessThan(10_000);
  await server.sandbox.close();
});
