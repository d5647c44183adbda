import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnServer } from '../faults/kit.ts';
import { subject } from '../faults/subjects.ts';
import { settled } from '../faults/tally.ts';
import { startHarness } from '../harness.ts';
import { addresses, PATHS, verdicts } from '../snovio/flows/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { atNext, deploy, LIMIT, mostInAWindow, recordSlots } from './copies.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

test('copies that are asked for the same at once pay once, and keep one pace', {
  timeout: 120_000,
}, async () => {
  await using place = await deploy(cluster);
  const copies = await Promise.all(
    [1, 2, 3].map(() => startHarness({ reuse: place.sandbox, env: place.env() })),
  );
  await Promise.all(copies.map(copy => copy.call('get_balance')));
  await recordSlots(place);
  for (const name of ['verify_emails v1', 'verify_emails v2', 'find_emails v1', 'find_emails v2']) {
    const asked = subject(name);
    const env = place.env({ SNOVIO_API_GENERATION: asked.generation });
    const racers = await Promise.all(copies.map(() => startHarness({ reuse: place.sandbox, env })));
    const from = asked.generation === 'v1' ? 0 : 1000;
    const before = place.sandbox.charges.length;
    const answers = await Promise.all(
      racers.flatMap(racer =>
        [0, 5].map(shift => settled(() => racer.call(asked.tool, asked.args(30, from + shift)))),
      ),
    );
    const charges = place.sandbox.charges.slice(before);
    expect([name, charges.length]).toEqual([name, 35]);
    expect(new Set(charges.map(({ item }) => item)).size).toBe(35);
    expect(answers.reduce((sum, { structured }) => sum + structured.credits.spent, 0)).toBe(35);
    await Promise.all(racers.map(racer => racer.close()));
  }
  await Promise.all(copies.map(copy => copy.close()));
  const most = await mostInAWindow(place);
  expect(most).toBeLessThanOrEqual(LIMIT);
  expect(most).toBeGreaterThan(LIMIT / 2);
});

test('a wall of the day stands before all copies together', async () => {
  await using place = await deploy(cluster);
  const env = place.env({ SNOVIO_MAX_CREDITS_PER_DAY: '20', SNOVIO_API_GENERATION: 'v2' });
  const copies = await Promise.all([1, 2, 3].map(() => startHarness({ reuse: place.sandbox, env })));
  await Promise.all(
    copies.flatMap((copy, n) =>
      [0, 1, 2, 3].map(i => copy.call('verify_emails', { emails: addresses(3, 100 * n + 10 * i) })),
    ),
  );
  expect(place.sandbox.charges.length).toBeLessThanOrEqual(20);
  expect(place.sandbox.charges.length).toBeGreaterThanOrEqual(18);
  await Promise.all(copies.map(copy => copy.close()));
});

test('the hourly quotas of the plan are those of all copies together', async () => {
  await using place = await deploy(cluster, { plan: 'starter' });
  const env = place.env({ SNOVIO_PLAN: 'starter', SNOVIO_API_GENERATION: 'v1' });
  const copies = await Promise.all([1, 2].map(() => startHarness({ reuse: place.sandbox, env })));
  const calls = copies.flatMap((copy, n) =>
    [0, 1, 2, 3].map(i => copy.call('verify_emails', { emails: addresses(100, 1000 * n + 100 * i) })),
  );
  const codes = (await Promise.all(calls)).map(answer => JSON.stringify(answer.structured ?? answer.code));
  expect(codes.join()).toContain('hourly_quota');
  const [used] = await place.sql<{ units: string }>(
    `SELECT SUM(units) AS units FROM snovio_mcp.quota WHERE family = 'verifier'`,
  );
  expect(Number(used?.units)).toBeGreaterThan(250);
  expect(Number(used?.units)).toBeLessThanOrEqual(500);
  // The sandbox counts as Snov.io does: whoever passes the quota is refused.
  expect(place.sandbox.requests.map(({ status }) => status)).not.toContain(429);
  await Promise.all(copies.map(copy => copy.close()));
});

test.each(['received', 'charged'] as const)(
  'a copy that dies when its request was %s: another reads the answer, and does not pay again',
  { timeout: 120_000 },
  async stage => {
    await using place = await deploy(cluster);
    const env = place.env({ SNOVIO_API_GENERATION: 'v1' });
    await using first = await spawnServer(env);
    await using other = await startHarness({ reuse: place.sandbox, env });
    atNext(place.sandbox, PATHS.verify.v1.start, stage, () => first.kill());
    await first.call('verify_emails', { emails: addresses(5) }).catch(() => undefined);
    await first.gone;
    const [sent] = await place.sql<{ n: string }>(
      `SELECT count(*) AS n FROM snovio_mcp.item WHERE state = 'sent'`,
    );
    expect(Number(sent?.n)).toBe(5);
    const answer = await settled(() => other.call('verify_emails', { emails: addresses(5) }));
    expect(verdicts(answer)).toEqual(addresses(5).map(() => 'valid'));
    expect(place.sandbox.charges).toHaveLength(5);
    expect(answer.structured.credits.spent).toBe(5);
  },
);
