import { expect, test } from 'vitest';
import { call, startServed } from '../http/kit.ts';
import { startReceiver } from './receiver.ts';

test('a collector that is away is told of once, and holds nothing up', async () => {
  const gone = await startReceiver();
  await gone[Symbol.asyncDispose]();
  await using server = await startServed({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: gone.url } });
  expect((await call(server.port, 'get_balance')).structured).toMatchObject({ balance: 1000 });
  await expect.poll(server.log, { timeout: 30_000 }).toContain('traces cannot be sent');
  await call(server.port, 'get_balance');
  const since = Date.now();
  expect(await server.stop()).toBe(0);
  expect(Date.now() - since).toBeLessThan(15_000);
  expect(server.log().match(/traces cannot be sent/g)).toHaveLength(1);
});
