import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startInProcess } from './in-process.ts';
import { bearer, call, raw, rpc, TOKEN } from './kit.ts';

/** A connection that sends these bytes and then waits. */
function opened(port: number, bytes = ''): Promise<Socket> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      resolve(socket);
    });
    socket.on('error', () => {}).resume();
  });
}

const isClosed = (socket: Socket) => socket.destroyed || socket.readableEnded;

test('idle and half-sent connections make room, the longest idle first; a call in progress is never cut', async () => {
  await using server = await startInProcess({ limits: { connections: 4 } });
  server.sandbox.faults.add({ path: '/v1/get-balance', kind: 'slow', delayMs: 2000 });
  const running = call(server.port, 'get_balance');
  const silent = await opened(server.port);
  const half = await opened(server.port, 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await rpc(server.port, 'tools/list', {}, { agent })).status).toBe(200);
  const kept = () => Object.values(agent.freeSockets).flat().length;
  expect([silent, half].map(isClosed)).toEqual([false, false]);
  expect((await rpc(server.port, 'tools/list')).status, 'a fifth connection').toBe(200);
  await expect.poll(() => [silent, half].map(isClosed)).toEqual([true, false]);
  const more = [await opened(server.port), await opened(server.port)];
  await expect.poll(() => isClosed(half)).toBe(true);
  expect([kept(), ...more.map(isClosed)]).toEqual([1, false, false]);
  more.push(await opened(server.port));
  await expect.poll(kept, { message: 'its call is over' }).toBe(0);
  expect((await running).structured.balance).toBe(1000);
  for (const socket of [silent, half, ...more]) socket.destroy();
  agent.destroy();
});

test('while every connection carries a call, one more is told to come back', async () => {
  await using server = await startInProcess({ limits: { connections: 2 } });
  const slow = { kind: 'slow' as const, delayMs: 2000 };
  for (const path of ['/v1/get-balance', '/v1/get-user-lists']) server.sandbox.faults.add({ path, ...slow });
  const running = [call(server.port, 'get_balance'), call(server.port, 'get_user_lists', {})];
  await expect.poll(() => server.sandbox.requests.length).toBeGreaterThan(2);
  expect(await raw(server.port, [])).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 5\r\n/);
  for (const answer of await Promise.all(running)) expect(answer.code).toBeUndefined();
  expect((await rpc(server.port, 'tools/list')).status).toBe(200);
});

test('a flood of half-sent requests keeps nobody out', async () => {
  await using server = await startInProcess({ limits: { connections: 20 } });
  const flood: Socket[] = [];
  for (let i = 0; i < 200; i++)
    flood.push(await opened(server.port, 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: '));
  for (let i = 0; i < 10; i++) expect((await rpc(server.port, 'tools/list')).status).toBe(200);
  await expect.poll(() => flood.filter(socket => !isClosed(socket)).length).toBeLessThanOrEqual(20);
  for (const socket of flood) socket.destroy();
});

test('a refused request that goes on sending does not hold its connection against others', async () => {
  const env = { SNOVIO_HTTP_TOKENS: TOKEN };
  await using server = await startInProcess({ limits: { connections: 3 }, env });
  const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{';
  const refused = [await opened(server.port, head), await opened(server.port, head)];
  refused.push(await opened(server.port, head));
  const reply = await rpc(server.port, 'tools/list', {}, { headers: bearer(TOKEN) });
  expect(reply.status).toBe(200);
  for (const socket of refused) socket.destroy();
});
