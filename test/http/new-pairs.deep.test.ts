import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { NewPairs } from '../../src/http/new-pairs.ts';
import { withstands } from '../withstands.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { as, call } from './kit.ts';

const A = { id: 'tenant-a', secret: 'secret-of-a', credits: 500 };
const B = { id: 'tenant-b', secret: 'secret-of-b', credits: 300 };
const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1000 }, A, B];
const tokens = Array.from({ length: 12 }, (_, i) => `bearer-token-number-${i}-of-this-test`);
const env = { SNOVIO_HTTP_TOKENS: tokens.join(',') };
const NEVER = new AbortController().signal;

const asked = ({ sandbox }: InProcessServer) =>
  sandbox.requests.filter(request => request.path === '/v1/oauth/access_token').length;

/** A call of a caller with a pair of credentials. */
function ask({ port }: InProcessServer, caller: number, id: string, secret: string, signal?: AbortSignal) {
  const headers = { authorization: `Bearer ${tokens[caller]}`, ...as(id, secret) };
  return call(port, 'get_balance', {}, { headers, ...(signal && { signal }) });
}

/** Keeps calls open that bring made-up pairs. @returns what ends them */
async function attack(server: InProcessServer, pairs: [caller: number, id: string, secret: string][]) {
  const left = new AbortController();
  const calls = pairs.map(pair => ask(server, ...pair, left.signal).catch(() => {}));
  await sleep(500);
  return async () => {
    left.abort();
    await Promise.all(calls);
  };
}

const LONG = { timeout: 60_000 };

test(
  withstands('10 callers with 60 made-up pairs of credentials each', 'a newcomer is let in within seconds'),
  LONG,
  async () => {
    await using server = await startInProcess({ sandbox: { accounts }, env });
    const since = performance.now();
    const pairs = Array.from(
      { length: 600 },
      (_, i) => [i % 10, `id-${i}`, 'made-up'] as [number, string, string],
    );
    const end = await attack(server, pairs);
    expect((await ask(server, 10, B.id, B.secret)).structured.balance).toBe(300);
    expect((await ask(server, 11, A.id, A.secret)).structured.balance).toBe(500);
    expect(asked(server)).toBeLessThanOrEqual(21 + (performance.now() - since) / 1500);
    await end();
  },
);

test(
  withstands(
    '70 wrong secrets for one account',
    'other accounts of the same caller are let in within seconds',
  ),
  LONG,
  async () => {
    await using server = await startInProcess({ sandbox: { accounts }, env });
    const end = await attack(
      server,
      Array.from({ length: 70 }, (_, i) => [0, A.id, `guess-${i}`]),
    );
    expect((await ask(server, 0, B.id, B.secret)).structured.balance).toBe(300);
    await end();
  },
);

test(
  withstands('a flood of made-up pairs', 'accounts that were let in before notice nothing'),
  LONG,
  async () => {
    await using server = await startInProcess({ sandbox: { accounts }, env });
    expect((await ask(server, 0, A.id, A.secret)).structured.balance).toBe(500);
    const end = await attack(
      server,
      Array.from({ length: 400 }, (_, i) => [0, `id-${i}`, 'made-up']),
    );
    // Those that are asked at once; all others wait for their turn.
    await expect.poll(() => asked(server)).toBeGreaterThanOrEqual(20);
    const [before, since] = [asked(server), performance.now()];
    for (let i = 0; i < 10; i++) expect((await ask(server, 0, A.id, A.secret)).structured.balance).toBe(500);
    // Had one of the ten waited for its turn, some 380 others would have been asked before.
    expect(asked(server) - before).toBeLessThanOrEqual(2 + (performance.now() - since) / 1000);
    await end();
  },
);

test(
  'a pair that is not reached in time is told when to come again, and is no longer in the queue',
  LONG,
  async () => {
    await using server = await startInProcess({
      sandbox: { accounts },
      limits: { newPairsPerMinute: 3 },
      env: { ...env, SNOVIO_WAIT_SECONDS: '2' },
    });
    expect((await ask(server, 0, A.id, 'wrong')).code).toBe('unauthorized');
    const late = await ask(server, 0, A.id, A.secret);
    expect([late.code, late.text]).toEqual(['rate_limited', expect.stringContaining('Try again in')]);
    expect(late.text).not.toContain(A.id);
    await sleep(500);
    expect(asked(server)).toBe(1);
    expect((await ask(server, 0, A.id, 'wrong')).code, 'from memory').toBe('unauthorized');
  },
);

describe('turns of new pairs', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets a minute of fake time pass, in steps. */
  async function pass(ms: number) {
    for (let i = 0; i < ms; i += 100) await vi.advanceTimersByTimeAsync(100);
  }

  test('at most 60 in any minute, however many wait', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const pairs = new NewPairs(60);
    const times: number[] = [];
    const bring = (n: number) => {
      for (let i = 0; i < n; i++)
        void pairs
          .turn({ caller: `c${i % 7}`, account: `${i}` }, NEVER)
          .then(() => times.push(performance.now()));
    };
    bring(200);
    await pass(100_000);
    bring(40);
    await pass(100_000);
    const inMinute = (from: number) => times.filter(at => at >= from && at < from + 60_000).length;
    expect(Math.max(...times.map(inMinute))).toBeLessThanOrEqual(60);
    expect(inMinute(times[0] ?? 0)).toBeGreaterThan(55);
    expect(times.length).toBeGreaterThan(140);
  });

  test('a caller that comes last goes next; within a caller, so does another client id', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const pairs = new NewPairs(3);
    const order: string[] = [];
    const bring = (caller: string, account: string) =>
      void pairs.turn({ caller, account }, NEVER).then(() => order.push(`${caller} ${account}`));
    for (let i = 0; i < 5; i++) bring('greedy', 'guessed');
    bring('greedy', 'own');
    bring('newcomer', 'own');
    await pass(100_000);
    expect(order).toEqual(['greedy guessed', 'newcomer own', 'greedy own', 'greedy guessed']);
  });

  test('a pair that nobody waits for costs no turn', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const pairs = new NewPairs(3);
    const left = new AbortController();
    await pairs.turn({ caller: 'a', account: '1' }, NEVER);
    const gone = expect(pairs.turn({ caller: 'a', account: '2' }, left.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    let third = false;
    void pairs.turn({ caller: 'a', account: '3' }, NEVER).then(() => (third = true));
    left.abort();
    await gone;
    await pass(31_000);
    expect(third).toBe(true);
  });
});
