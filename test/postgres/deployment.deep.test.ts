import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from '../faults/tally.ts';
import type { Answer } from '../harness.ts';
import { call, type Served, startServed } from '../http/kit.ts';
import { addresses, verdicts } from '../snovio/flows/kit.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { type Deployment, deploy } from './copies.ts';

// What deploy/compose.yaml puts together: a database, two copies of the built server, a balancer.

const CALLS = 100;
const DRAIN_SECONDS = 3;

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

const startCopy = (place: Deployment, env: Record<string, string> = {}): Promise<Served> =>
  startServed({
    reuse: place.sandbox,
    env: place.env({
      SNOVIO_LOG: 'info',
      SNOVIO_RATE_LIMIT: '10000',
      SNOVIO_HTTP_DRAIN_SECONDS: String(DRAIN_SECONDS),
      ...env,
    }),
  });

async function startAll(place: Deployment, env: Record<string, string> = {}, options = {}) {
  const balancer = await startBalancer(options);
  const copies = await Promise.all([1, 2].map(() => startCopy(place, env)));
  for (const { port } of copies) balancer.add(port);
  await balancer.ready(2);
  return { balancer, copies: copies as [Served, Served] };
}

/** Calls once. What gets no answer of the server's, but one of the balancer's or none, is what callers repeat. */
async function attempt({ port }: Balancer, name: string, args: object): Promise<Answer> {
  const lost: Answer = {
    structured: undefined,
    text: '',
    isError: true,
    code: 'upstream_unavailable',
    meta: undefined,
  };
  const answer = await call(port, name, args).catch(() => lost);
  return 'reply' in answer && (answer as { reply: { status: number } }).reply.status >= 500 ? lost : answer;
}

/** Two addresses a call, of which each is asked for by two calls. */
const emailsOf = (n: number) => addresses(2, n);

function chargesPerItem({ sandbox }: Deployment): number[] {
  const items = Map.groupBy(sandbox.charges, ({ item }) => item);
  return [...items.values()].map(charges => charges.length);
}

test.each(['v1', 'v2'])(
  '%s: a copy that is killed in the middle of 100 calls: repeated, each is answered, and nothing is paid for twice',
  {
    timeout: 120_000,
  },
  async generation => {
    await using place = await deploy(cluster);
    const { balancer, copies } = await startAll(place, { SNOVIO_API_GENERATION: generation });
    await using _ = balancer;
    await using __ = copies[0];
    await using ___ = copies[1];
    let lost = 0;
    const callers = Array.from({ length: CALLS }, (_, n) =>
      settled(async () => {
        const answer = await attempt(balancer, 'verify_emails', { emails: emailsOf(n) });
        if (answer.structured === undefined) lost += 1;
        return answer;
      }),
    );
    await expect.poll(() => place.sandbox.charges.length, { interval: 1 }).toBeGreaterThan(CALLS / 4);
    expect(place.sandbox.charges.length, 'it is the middle').toBeLessThan(CALLS);
    await copies[0].stop('SIGKILL');
    const answers = await Promise.all(callers);
    expect(lost, 'the kill was felt').toBeGreaterThan(0);
    expect(answers.filter(({ structured }) => structured === undefined)).toEqual([]);
    const told = answers.flatMap(verdicts);
    expect(told).toHaveLength(2 * CALLS);
    // Of v2 nobody can ask what became of a request whose answer was lost: that is said, and not paid for again.
    const honest = generation === 'v1' ? ['valid'] : ['valid', 'error/in_doubt'];
    expect(told.filter(verdict => !honest.includes(verdict))).toEqual([]);
    expect(told.filter(verdict => verdict === 'valid').length).toBeGreaterThan(CALLS);
    expect(Math.max(...chargesPerItem(place))).toBe(1);
    expect(place.sandbox.charges.length).toBeLessThanOrEqual(CALLS + 1);
  },
);

test('copies that are replaced one after the other, while calls go on, lose none of them', {
  timeout: 120_000,
}, async () => {
  await using place = await deploy(cluster);
  // It only knows which are ready, and sends nothing twice.
  const { balancer, copies } = await startAll(place, {}, { retries: false });
  await using _ = balancer;
  let isUpdating = true;
  let calls = 0;
  const wrong: unknown[] = [];
  const lane = async (from: number) => {
    for (let n = from; isUpdating || calls < CALLS; n += 1) {
      calls += 1;
      const isPaid = n % 3 === 0;
      const answer = isPaid
        ? await call(balancer.port, 'verify_emails', { emails: emailsOf(n) })
        : await call(balancer.port, 'get_balance');
      const { status, text } = answer.reply;
      const isAnswered = status === 200 && answer.code === undefined;
      const isRight = isPaid
        ? isAnswered && verdicts(answer).every(verdict => verdict === 'valid')
        : isAnswered && answer.structured.balance > 0;
      if (!isRight) wrong.push([status, text]);
      await sleep(20);
    }
  };
  const lanes = [0, 10_000, 20_000, 30_000].map(from =>
    lane(from).catch((error: Error) => wrong.push(error.message)),
  );
  const updated: Served[] = [];
  for (const copy of copies) {
    const next = await startCopy(place);
    balancer.add(next.port);
    await balancer.ready(2);
    expect(await copy.stop('SIGTERM'), copy.log()).toBe(0);
    expect(copy.log()).toContain(`new calls are refused in ${DRAIN_SECONDS} s`);
    updated.push(next);
  }
  isUpdating = false;
  await Promise.all(lanes);
  expect(wrong).toEqual([]);
  expect(calls).toBeGreaterThanOrEqual(CALLS);
  expect(Math.max(...chargesPerItem(place))).toBe(1);
  for (const copy of updated) expect(await copy.stop('SIGINT')).toBe(0);
});
