import { describe, expect, test } from 'vitest';
import { LineQuota } from '../../src/audit/line-quota.ts';
import { WrongTokens } from '../../src/http/wrong-tokens.ts';
import { startInProcess } from './in-process.ts';
import { bearer, rpc, startServed, TOKEN } from './kit.ts';

const env = { SNOVIO_HTTP_TOKENS: TOKEN };
const knock = (port: number, authorization?: string) =>
  rpc(port, 'tools/list', {}, authorization === undefined ? {} : { headers: { authorization } });
const guess = (i: number) => `Bearer guess-number-${i}-of-the-attacker`;

test('wrong tokens of an address are slowed down after ten in a minute; the right one is let in', async () => {
  await using server = await startInProcess({ env });
  for (let i = 0; i < 10; i++) expect((await knock(server.port, guess(i))).status).toBe(401);
  const since = performance.now();
  const slowed = await Promise.all([10, 11, 12].map(i => knock(server.port, guess(i))));
  expect(performance.now() - since).toBeGreaterThan(950);
  for (const { status, headers, json } of slowed) {
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(30);
    expect(json.error.message).toContain('Too many wrong ones');
  }
  const right = await rpc(server.port, 'tools/list', {}, { headers: bearer(TOKEN) });
  expect(right.status, 'behind a proxy, everybody has the address of the attacker').toBe(200);
});

test('a request without a token is no guess', async () => {
  await using server = await startInProcess({ env });
  for (let i = 0; i < 20; i++) expect((await knock(server.port)).status).toBe(401);
  expect((await knock(server.port, guess(0))).status).toBe(401);
});

test('a client that leaves before its slow answer does no harm', async () => {
  await using server = await startInProcess({ env });
  for (let i = 0; i < 10; i++) await knock(server.port, guess(i));
  const signal = AbortSignal.timeout(100);
  const headers = { authorization: guess(10) };
  await expect(rpc(server.port, 'tools/list', {}, { headers, signal })).rejects.toThrow();
  expect((await knock(server.port, guess(11))).status).toBe(429);
  expect(server.faults).toEqual([]);
});

describe('10,000 wrong tokens', () => {
  test('are answered, hold few answers back, and keep nobody else slow', async () => {
    const refusal = { status: 401, message: 'no', headers: { 'www-authenticate': 'Bearer' } } as const;
    const tokens = new WrongTokens();
    let quick = 0;
    const answers = Array.from({ length: 10_000 }, () => tokens.answer('192.0.2.1', refusal));
    for (const answer of answers) void answer.then(() => (quick += 1));
    await new Promise(resolve => setImmediate(resolve));
    expect(quick).toBe(10_000 - 200);
    expect(await tokens.answer('192.0.2.2', refusal), 'another address').toEqual(refusal);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter(status => status === 401)).toHaveLength(10);
    expect(statuses.filter(status => status === 429)).toHaveLength(9990);
    const since = performance.now();
    await tokens.answer('192.0.2.1', refusal);
    expect(performance.now() - since, 'there is room to hold answers again').toBeGreaterThan(950);
  });

  test('leave a few lines in each log, which say neither token nor address, and what stood beside them', async () => {
    await using served = await startServed({ env });
    const odd = ['\t\u009b31mred', 'a" , "level":60, "msg":"forged', '%0a{"msg":"audit"}', '\u00e4\u00f6'];
    for (const text of odd) await knock(served.port, `Bearer ${text}`);
    for (let i = 0; i < 300; i += 50)
      await Promise.all(Array.from({ length: 50 }, (_, n) => knock(served.port, guess(i + n))));
    const lines = served
      .log()
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ event }) => event === 'wrong_token')).toHaveLength(10);
    expect(lines.filter(({ msg, level }) => msg === 'wrong token' && level === 40)).toHaveLength(10);
    expect(served.log()).not.toMatch(/guess|forged|red|ä|%0a|192\.|127\.0\.0\.1(?!:\d+\/mcp)/);
    await served.stop();
    const [last] = served.log().match(/\{[^\n]*"left_out"[^\n]*\}/) ?? [];
    expect(JSON.parse(last ?? '{}')).toMatchObject({ msg: 'audit', event: 'left_out', lines: 294 });
  });

  test('of as many addresses leave no more', () => {
    const leftOut: number[] = [];
    const quota = new LineQuota({ perSource: 10, inAll: 60 }, lines => leftOut.push(lines));
    const minute = () => Array.from({ length: 10_000 }, (_, i) => quota.take(`network ${i}`)).filter(Boolean);
    expect(minute()).toHaveLength(60);
    quota.flush();
    expect(leftOut).toEqual([9940]);
    expect(minute(), 'in the next minute').toHaveLength(60);
    quota.flush();
    quota.flush();
    expect(leftOut, 'nothing was left out since').toEqual([9940, 9940]);
  });
});
