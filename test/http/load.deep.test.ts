import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/index.ts';
import { as, call, type Served, startServed } from './kit.ts';

const CALLERS = 200;
/** As many new pairs of credentials as are checked without a wait. */
const ACCOUNTS = 20;
const FAULTY = 0.01;
const SECONDS = Number(process.env.SNOVIO_LOAD_SECONDS ?? 8);

/** V8 takes half a minute until it has claimed what it wants to keep: the short form only finds what grows fast. */
const LONG = SECONDS >= 60;
const WARM_UP_SECONDS = LONG ? 25 : 5;

const stateDir = mkdtempSync(join(tmpdir(), 'snovio-load-'));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const accounts = Array.from({ length: ACCOUNTS }, (_, i) => ({
  id: `load-${i}`,
  secret: `secret-${i}`,
  credits: 10_000_000,
}));

/** One request in a hundred goes wrong, in one of the ways that a network and a busy Snov.io know. */
const faults: FaultRule[] = (
  [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'drop' },
    { kind: 'cut' },
    { kind: 'html' },
    { kind: 'malformed' },
  ] as const
).map((kind, _, all) => ({
  path: /./,
  times: Infinity,
  where: () => Math.random() < FAULTY / all.length,
  ...kind,
}));

const first = ['mara', 'tomas', 'jo', 'petra', 'nils', 'aino'];
function question(caller: number, n: number): [string, object] {
  const name = first[n % first.length] ?? '';
  const emails = [`${name}.${caller}.${n % 40}@acme.example`, `${name}.${n % 7}@globex.example`];
  const all: [string, object][] = [
    ['get_balance', {}],
    ['verify_emails', { emails }],
    ['count_domain_emails', { domain: 'acme.example' }],
    ['find_emails', { people: [{ firstName: name, lastName: `Number${n % 40}`, domain: 'globex.example' }] }],
    ['get_user_lists', {}],
    ['search_domain_emails', { domain: 'acme.example', limit: 10 }],
  ];
  return all[(caller + n) % all.length] ?? ['get_balance', {}];
}

interface Memory {
  rss: number;
  heapUsed: number;
}

function memoryOf({ child }: Served): Promise<Memory> {
  const told = new Promise<Memory>(resolve => child.once('message', memory => resolve(memory as Memory)));
  child.send('measure');
  return told;
}

/** Keeps 200 callers busy; counts their answers by outcome. */
async function load({ port, sandbox }: Served, seconds: number, agent: Agent): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  const end = Date.now() + seconds * 1000;
  const caller = async (number: number) => {
    const { id, secret } = accounts[number % ACCOUNTS] ?? { id: '', secret: '' };
    for (let n = 0; Date.now() < end; n++) {
      const [tool, args] = question(number, n);
      const answer = await call(port, tool, args, { headers: as(id, secret), agent });
      const outcome =
        answer.reply.status === 200 && answer.text ? (answer.code ?? 'ok') : `HTTP ${answer.reply.status}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      // The sandbox notes every request; here nobody reads it.
      sandbox.requests.length = 0;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, i) => caller(i)));
  return outcomes;
}

test(`${CALLERS} callers over ${ACCOUNTS} accounts for ${SECONDS} s`, {
  timeout: SECONDS * 1000 + 90_000,
}, async () => {
  await using served = await startServed({
    node: ['--expose-gc', '--import', fileURLToPath(new URL('memory.ts', import.meta.url))],
    sandbox: { accounts, taskSeconds: [3, 8] },
    env: {
      SNOVIO_STATE_DIR: stateDir,
      SNOVIO_MAX_CREDITS_PER_DAY: '100000000',
      SNOVIO_RATE_LIMIT: '60',
      SNOVIO_WAIT_SECONDS: '10',
    },
  });
  served.sandbox.faults.clear();
  for (const rule of faults) served.sandbox.faults.add(rule);
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  // One after the other: on a stalled machine, all checks at once run into their time-outs.
  for (const { id, secret } of accounts) {
    await call(served.port, 'get_user_lists', {}, { headers: as(id, secret), agent });
  }
  await load(served, WARM_UP_SECONDS, agent);
  await sleep(500);
  const before = await memoryOf(served);
  const outcomes = await load(served, SECONDS, agent);
  await sleep(500);
  const after = await memoryOf(served);
  agent.destroy();
  const calls = [...outcomes.values()].reduce((sum, n) => sum + n, 0);
  const mebibytes = ({ rss, heapUsed }: Memory) =>
    `${(rss / 2 ** 20).toFixed(0)} MiB RSS, ${(heapUsed / 2 ** 20).toFixed(1)} MiB heap`;
  console.log(`${calls} calls, ${JSON.stringify(Object.fromEntries(outcomes))}`);
  console.log(`after warm-up ${mebibytes(before)}; at the end ${mebibytes(after)}`);
  expect(calls).toBeGreaterThan(CALLERS);
  const known = ['ok', 'upstream_unavailable', 'upstream_malformed', 'rate_limited', 'in_doubt'];
  for (const outcome of outcomes.keys()) expect(known).toContain(outcome);
  // Time runs 60 times faster here, and so do time-outs: on a stalled machine they end some calls in doubt.
  expect(outcomes.get('ok') ?? 0).toBeGreaterThan(calls * 0.5);
  expect(after.heapUsed).toBeLessThan(before.heapUsed * (LONG ? 1.2 : 1.5));
  if (LONG) expect(after.rss).toBeLessThan(before.rss * 1.2);
  expect(await served.stop()).toBe(0);
});
