import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startInProcess } from './in-process.ts';
import { call, http } from './kit.ts';

const get = (port: number, path: string) => http(port, { path, method: 'GET' });

test('a server that is about to stop says so at once, takes calls for a while, and then no more', async () => {
  await using server = await startInProcess();
  const { port, service } = server;
  expect((await get(port, '/readyz')).json.status).toBe('ready');
  const stopped = service.finish(3);
  const answer = await get(port, '/readyz');
  expect([answer.status, answer.json.status]).toEqual([503, 'stopping']);
  expect((await get(port, '/readyz?exclude=store')).json.status).toBe('stopping');
  expect((await get(port, '/healthz')).status, 'nobody shall restart it').toBe(200);
  const late = await call(port, 'verify_emails', { emails: ['mara.lindqvist@acme.example'] });
  expect(late.structured.results).toMatchObject([{ status: 'valid' }]);
  await stopped;
  await expect(call(port, 'get_balance')).rejects.toThrow(/ECONNREFUSED/);
});

test('a connection that is kept open ends with its next answer', async () => {
  await using server = await startInProcess();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => (await call(server.port, 'get_balance', {}, { agent })).reply.headers.connection;
  expect(await ask()).toBe('keep-alive');
  const stopped = server.service.finish(2);
  expect(await ask()).toBe('close');
  await stopped;
  agent.destroy();
});

test('a client that asks to close its connection is not told that it is kept', async () => {
  await using server = await startInProcess();
  const { reply } = await call(server.port, 'get_balance');
  expect([reply.headers['content-type'], reply.headers.connection]).toEqual(['text/event-stream', 'close']);
});

test('a call that comes at the end of the drain is answered', async () => {
  await using server = await startInProcess();
  const gate = Promise.withResolvers<void>();
  server.sandbox.faults.add({ path: '/v1/get-balance', kind: 'pass', on: () => gate.promise });
  const stopped = server.service.finish(1);
  const late = call(server.port, 'get_balance');
  await sleep(1500);
  await expect(call(server.port, 'get_balance')).rejects.toThrow(/ECONNREFUSED/);
  gate.resolve();
  expect((await late).structured).toMatchObject({ balance: 1000 });
  await stopped;
});
