import { setTimeout as sleep } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, test, vi } from 'vitest';
import { startInProcess } from './in-process.ts';
import { call } from './kit.ts';

const me = { name: 'host', version: '0' };
const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } };
const connect = async (port: number, options = {}) => {
  const client = new Client(me, options);
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
  return client;
};
const person = { people: [{ firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }] };

describe.each([
  ['2026-07-28', modern],
  ['2025-11-25', {}],
])('a client of %s that cancels', (_, options) => {
  test('reaches the call: nothing more is asked of Snov.io', async () => {
    await using server = await startInProcess({ sandbox: { taskSeconds: [6000, 6000] } });
    const client = await connect(server.port, options);
    const cancel = new AbortController();
    const running = client.callTool({ name: 'find_emails', arguments: person }, { signal: cancel.signal });
    running.catch(() => {});
    await vi.waitFor(
      () => expect(server.sandbox.requests.some(request => request.path.endsWith('/start'))).toBe(true),
      5000,
    );
    cancel.abort();
    await expect(running).rejects.toThrow();
    // In the older era the cancellation is lost on the way; that the client hangs up is not.
    await client.close();
    await vi.waitFor(() => expect(server.calls.map(record => record.outcome)).toContain('cancelled'), 3000);
    const before = server.sandbox.requests.length;
    await sleep(700);
    expect(server.sandbox.requests.length).toBe(before);
  });
});

test.concurrent('a charged request runs on when its client hangs up, and its answer is kept', async () => {
  await using server = await startInProcess();
  const arrived = Promise.withResolvers<void>();
  server.sandbox.faults.add({
    method: 'POST',
    path: /emails-by-domain-by-name\/start/,
    kind: 'slow',
    delayMs: 600,
    on: stage => {
      if (stage === 'received') arrived.resolve();
    },
  });
  const gone = new AbortController();
  const cut = call(server.port, 'find_emails', person, { signal: gone.signal });
  cut.catch(() => {});
  await arrived.promise;
  gone.abort();
  await expect(cut).rejects.toThrow();
  await sleep(1000);
  const again = await call(server.port, 'find_emails', person);
  expect(again.structured).toMatchObject({ results: [{ status: 'found' }], credits: { spent: 1 } });
  expect(server.sandbox.charges).toHaveLength(1);
  const starts = server.sandbox.requests.filter(request => request.path.endsWith('/start'));
  expect(starts).toHaveLength(1);
});

test.concurrent('a long call answers pending, and the same call continues free', async () => {
  await using server = await startInProcess({ sandbox: { taskSeconds: [120, 120] } });
  const first = await call(server.port, 'find_emails', { ...person, waitSeconds: 1 });
  expect(first.structured).toMatchObject({ results: [{ status: 'pending' }], pending: 1 });
  const then = await call(server.port, 'find_emails', { ...person, waitSeconds: 20 });
  expect(then.structured).toMatchObject({
    results: [{ status: 'found' }],
    pending: 0,
    credits: { spent: 1 },
  });
  expect(server.sandbox.charges).toHaveLength(1);
});

test.concurrent('the wait is 25 s unless another is configured, or a shorter one is asked for', {
  timeout: 40_000,
}, async () => {
  await using server = await startInProcess({ sandbox: { taskSeconds: [60_000, 60_000] } });
  const since = Date.now();
  const answer = await call(server.port, 'find_emails', person);
  expect(answer.structured).toMatchObject({ results: [{ status: 'pending' }] });
  expect(Date.now() - since).toBeGreaterThan(24_000);
  expect(Date.now() - since).toBeLessThan(28_000);
});

test.concurrent('credentials that Snov.io does not confirm in time do not hold the call', async () => {
  await using server = await startInProcess({
    env: { SNOVIO_WAIT_SECONDS: '1', SNOVIO_RATE_WINDOW_MS: '60000' },
  });
  server.sandbox.faults.add({ path: '/v1/oauth/access_token', kind: 'hang', times: Infinity });
  const since = Date.now();
  const headers = { 'snovio-client-id': 'sandbox', 'snovio-client-secret': 'sandbox' };
  const answer = await call(server.port, 'get_balance', {}, { headers });
  expect([answer.code, answer.text]).toEqual(['upstream_unavailable', expect.stringContaining('in time')]);
  expect(Date.now() - since).toBeLessThan(3000);
});
