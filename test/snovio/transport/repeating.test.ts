import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FaultRule } from '../../../src/sandbox/index.ts';
import { type Harness, startHarness } from '../../harness.ts';
import { sent, TOKEN, until } from '../flows/kit.ts';
import { upstream } from './server.ts';

const BALANCE = '/v1/get-balance';
const FAILS: FaultRule = { path: BALANCE, kind: 'status', status: 500, times: Infinity };
const SLOW_WINDOW = { SNOVIO_RATE_WINDOW_MS: '12000' };

/** Milliseconds between one request to a path and the next. */
function gaps(h: Harness, path: string): number[] {
  const times = sent(h, path).map(({ at }) => at);
  return times.slice(1).map((at, i) => at - (times[i] ?? 0));
}

/** Draws the same number wherever one is drawn. */
function draw(number: number): void {
  vi.spyOn(Math, 'random').mockReturnValue(number);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a read that fails is repeated', { retry: 2 }, () => {
  test('at growing distances, and not forever', async () => {
    draw(0);
    await using h = await startHarness({ env: SLOW_WINDOW });
    h.sandbox.faults.add(FAILS);
    expect(await h.call('get_balance')).toMatchObject({
      code: 'upstream_unavailable',
      meta: { httpStatus: 500 },
    });
    // Half a second of life, then one, then two; against this window life runs five times faster.
    const [first = 0, second = 0, third = 0, ...more] = gaps(h, BALANCE);
    expect(more).toEqual([]);
    expect(first).toBeGreaterThanOrEqual(95);
    expect(first).toBeLessThan(390);
    expect(second).toBeGreaterThanOrEqual(195);
    expect(second).toBeLessThan(790);
    expect(third).toBeGreaterThanOrEqual(395);
    expect(third).toBeLessThan(1590);
  });

  test('at other distances by every caller, up to three times as long', async () => {
    draw(0.999);
    await using h = await startHarness({ env: SLOW_WINDOW });
    h.sandbox.faults.add({ ...FAILS, times: 1 });
    expect((await h.call('get_balance')).isError).toBe(false);
    const [gap = 0] = gaps(h, BALANCE);
    expect(gap).toBeGreaterThanOrEqual(290);
    expect(gap).toBeLessThan(1000);
  });

  test('the token too, with four attempts in all', async () => {
    draw(0);
    await using h = await startHarness({ env: SLOW_WINDOW });
    h.sandbox.faults.add({ ...FAILS, path: TOKEN, status: 503 });
    expect((await h.call('get_balance')).code).toBe('upstream_unavailable');
    expect(sent(h, TOKEN)).toHaveLength(4);
    expect(Math.min(...gaps(h, TOKEN))).toBeGreaterThanOrEqual(95);
    expect(sent(h, BALANCE)).toHaveLength(0);
  });
});

describe('repeating ends', () => {
  test('where the next attempt would come too late: with the failure, and at once', async () => {
    draw(0.999);
    await using h = await startHarness({
      env: { SNOVIO_RATE_WINDOW_MS: '120000', SNOVIO_WAIT_SECONDS: '1' },
    });
    h.sandbox.faults.add(FAILS);
    const since = performance.now();
    expect((await h.call('get_balance')).code).toBe('upstream_unavailable');
    expect(performance.now() - since).toBeLessThan(2500);
    expect(sent(h, BALANCE)).toHaveLength(1);
  });

  test('with the call: nothing is sent for one that was cancelled', async () => {
    draw(0);
    await using h = await startHarness({ env: { SNOVIO_RATE_WINDOW_MS: '30000' } });
    h.sandbox.faults.add(FAILS);
    const leaving = new AbortController();
    const call = h.call('get_balance', {}, { signal: leaving.signal });
    await until(() => sent(h, BALANCE)[0]?.status === 500);
    leaving.abort();
    await expect(call).rejects.toThrow();
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(sent(h, BALANCE)).toHaveLength(1);
  });

  test.each([
    [400, 'refused'],
    [402, 'not_enough_credits'],
    [404, 'not_found'],
  ])('at once after %i', async (status, code) => {
    await using h = await startHarness();
    h.sandbox.faults.add({ ...FAILS, status });
    expect((await h.call('get_balance')).code).toBe(code);
    expect(sent(h, BALANCE)).toHaveLength(1);
  });

  test.each(['malformed', 'html', 'drop'] as const)('not after %s: that may pass', async kind => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind });
    expect((await h.call('get_balance')).isError).toBe(false);
    expect(sent(h, BALANCE)).toHaveLength(2);
  });

  test('a slot behind the deadline is not waited for', async () => {
    await using h = await startHarness({
      env: { SNOVIO_RATE_WINDOW_MS: '60000', SNOVIO_RATE_LIMIT: '2' },
    });
    await h.call('get_balance');
    const since = performance.now();
    expect((await h.call('get_balance')).code).toBe('rate_limited');
    expect(performance.now() - since).toBeLessThan(3000);
    expect(sent(h, BALANCE)).toHaveLength(1);
  });
});

describe('a request that is not answered', () => {
  /** An upstream that gives a token and then says nothing; `left` tells when a request's connection has gone. */
  async function silent() {
    const left: string[] = [];
    const far = await upstream((response, { url }) => {
      if (url === TOKEN) return void response.end(JSON.stringify({ access_token: 't', expires_in: 3600 }));
      response.once('close', () => left.push(url));
    });
    return { ...far, left };
  }

  test('is abandoned upstream too when its call is cancelled', async () => {
    await using far = await silent();
    // The window is long, so that a time-out of the request itself is far away.
    await using h = await startHarness({
      env: { SNOVIO_API_URL: far.origin, SNOVIO_RATE_WINDOW_MS: '60000' },
    });
    const leaving = new AbortController();
    const call = h.call('get_balance', {}, { signal: leaving.signal });
    await until(() => far.requests.length === 2);
    expect(far.left).toEqual([]);
    leaving.abort();
    await expect(call).rejects.toThrow();
    await until(() => far.left.length === 1, 2);
    expect(far.left).toEqual([BALANCE]);
  });

  test('is given up after its time, and repeated', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind: 'hang' });
    const since = performance.now();
    expect((await h.call('get_balance')).isError).toBe(false);
    expect(performance.now() - since).toBeGreaterThan(1400);
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(sent(h, BALANCE)).toHaveLength(2);
  });

  test('is given up at the deadline of its call', async () => {
    await using h = await startHarness({
      env: { SNOVIO_WAIT_SECONDS: '1', SNOVIO_RATE_WINDOW_MS: '60000' },
    });
    h.sandbox.faults.add({ path: BALANCE, kind: 'hang', times: Infinity });
    const since = performance.now();
    const answer = await h.call('get_balance');
    expect(performance.now() - since).toBeGreaterThan(900);
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(answer.code).toBe('upstream_unavailable');
    expect(answer.text).toContain('did not answer in time');
  });
});
