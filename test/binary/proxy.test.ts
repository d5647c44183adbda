import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { run } from './binary.ts';

const doctor = (proxy: string) =>
  run(['doctor', '--text'], {
    env: { SNOVIO_CLIENT_ID: 'me', SNOVIO_CLIENT_SECRET: 'hush', HTTPS_PROXY: proxy },
  });

// The build holds only a part of undici, so that what the sources do through a proxy says nothing about dist/.
test('the built program goes through the proxy of the environment', async () => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const { code, stdout } = await doctor(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  proxy.close();
  expect(asked).toEqual(['api.snov.io:443']);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/FAIL +reach .*the proxy answers HTTP 403/),
  });
});

test('the built program says that the proxy cannot be reached', async () => {
  const { code, stdout, stderr } = await doctor('http://127.0.0.1:9');
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/FAIL +reach .*ECONNREFUSED/);
});
