import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openAgent } from '../../../src/snovio/transport/proxy.ts';
import { NotSent, send } from '../../../src/snovio/transport/send.ts';

test('a proxy that says nothing is not waited for as long as its caller would wait', {
  timeout: 60_000,
}, async () => {
  const sockets: Socket[] = [];
  const silent = createServer(socket => sockets.push(socket.on('error', () => {}).resume()));
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const origin = 'https://api.snovio.example';
  const agent = await openAgent(origin, { httpsProxy: `http://127.0.0.1:${port}` });
  const signal = AbortSignal.timeout(40_000);
  const asked = send(agent, new URL(origin), { method: 'GET', headers: {}, signal });
  await expect(asked).rejects.toBeInstanceOf(NotSent);
  expect(signal.aborted).toBe(false);
  await agent.destroy();
  for (const socket of sockets) socket.destroy();
  silent.close();
});
