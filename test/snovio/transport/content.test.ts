import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFetchJson } from '../../../src/http/oauth/fetch-json.ts';
import { createHttp } from '../../../src/snovio/transport/http.ts';
import { upstream } from './server.ts';

const NEVER = new AbortController().signal;
const ROWS = '[{"id":1,"name":"Ünal"},{"id":2},{"id":3}]';
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What is read of an answer with this body. */
async function answered(body: Buffer, encoding?: string, isWhole = true) {
  const far = await upstream(response => {
    if (encoding !== undefined) response.setHeader('content-encoding', encoding);
    response.write(body);
    if (isWhole) response.end();
  });
  const http = createHttp(far.origin);
  closing.push(
    async () => far[Symbol.asyncDispose](),
    () => http.close(),
  );
  const ask = (rows?: { from: number; to: number }) =>
    http.send({ method: 'GET', path: '/v1/a', ...(rows && { rows }) }, 't', NEVER).catch(error => error);
  return { ask, origin: far.origin, server: far.server };
}

describe('an answer that is compressed though nobody has asked for it', () => {
  test.each<[string, Buffer]>([
    ['gzip', gzipSync(ROWS)],
    ['x-gzip', gzipSync(ROWS)],
    ['GZIP', gzipSync(ROWS)],
    ['deflate', deflateSync(ROWS)],
    ['br', brotliCompressSync(ROWS)],
    ['zstd', zstdCompressSync(ROWS)],
    ['identity', Buffer.from(ROWS)],
  ])('%s', async (encoding, body) => {
    const { ask, origin } = await answered(body, encoding);
    expect((await ask()).text).toBe(ROWS);
    expect((await ask({ from: 1, to: 2 })).text).toBe('{"rows":[{"id":2}],"count":3}');
    expect(await createFetchJson()(`${origin}/keys`)).toHaveLength(3);
  });

  test('and was cut is no answer, and may have been charged', async () => {
    const { ask } = await answered(gzipSync(ROWS).subarray(0, 30), 'gzip');
    for (const rows of [undefined, { from: 0, to: 1 }])
      expect(await ask(rows)).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: false } });
  });

  test('and is larger than 16 MiB is not read', async () => {
    const { ask, server } = await answered(gzipSync(Buffer.alloc(17 * 1024 * 1024, ' ')), 'gzip', false);
    expect(await ask()).toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: false } });
    // Nor does it hold its connection.
    const open = () => new Promise<number>(resolve => server.getConnections((_, count) => resolve(count)));
    await vi.waitFor(async () => expect(await open()).toBe(0));
  });
});

test.each([undefined, 'gzip'])('a mark of the byte order is no part of the answer (%s)', async encoding => {
  const bytes = Buffer.from(`\ufeff${ROWS}`);
  const { ask } = await answered(encoding ? gzipSync(bytes) : bytes, encoding);
  expect((await ask()).text).toBe(ROWS);
  expect((await ask({ from: 0, to: 1 })).text).toBe('{"rows":[{"id":1,"name":"Ünal"}],"count":3}');
});
