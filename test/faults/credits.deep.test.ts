import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Answer } from '../harness.ts';
import { addresses, PATHS, people, verdicts } from '../snovio/flows/kit.ts';
import {
  type Environment,
  environmentOf,
  hastySandbox,
  randomFrom,
  spawnServer,
  stateDirectory,
  until,
  wait,
} from './kit.ts';
import { creditsCharged, settled } from './tally.ts';

let sandbox: Sandbox;
let state: ReturnType<typeof stateDirectory>;

beforeEach(async () => {
  sandbox = await hastySandbox();
  state = stateDirectory();
});

afterEach(async () => {
  await sandbox.close();
  state[Symbol.dispose]();
});

const envOf = (generation: string, env: Environment = {}) =>
  environmentOf(sandbox, state.path, { SNOVIO_API_GENERATION: generation, ...env });
const spentBy = (answers: readonly Answer[]) =>
  answers.reduce((sum, { structured }) => sum + (structured?.credits?.spent ?? 0), 0);

describe.each(['v1', 'v2'] as const)('each credit is told once, in %s', generation => {
  test('over parallel calls that share items, two processes and restarts', async () => {
    const random = randomFrom(7);
    const answers: Answer[] = [];
    for (let life = 0; life < 3; life++) {
      const servers = await Promise.all([spawnServer(envOf(generation)), spawnServer(envOf(generation))]);
      const calls = Array.from({ length: 8 }, (_, i) => {
        const from = Math.floor(random() * 30);
        const server = servers[i % 2];
        const find = { people: people(6, from) };
        const verify = { emails: addresses(6, from) };
        return settled(async () => {
          const answer = await (i % 3 === 0
            ? server?.call('find_emails', find)
            : server?.call('verify_emails', { ...verify, waitSeconds: 1 }));
          if (!answer) throw new Error('No server');
          answers.push(answer);
          return answer;
        });
      });
      await Promise.all(calls);
      await Promise.all(servers.map(server => server.endInput()));
    }
    await using last = await spawnServer(envOf(generation));
    const all = [
      () => last.call('find_emails', { people: people(36), maxCredits: 0 }),
      () => last.call('verify_emails', { emails: addresses(36), maxCredits: 0 }),
    ];
    const told = [...answers, ...(await Promise.all(all.map(settled)))];
    // A machine so busy that a request timed out leaves its items in doubt; otherwise nothing is reserved.
    const reserved = told
      .slice(-2)
      .reduce((sum, { structured }) => sum + (structured.credits.reserved ?? 0), 0);
    expect(spentBy(told)).toBeLessThanOrEqual(creditsCharged(sandbox));
    expect(spentBy(told) + reserved).toBeGreaterThanOrEqual(creditsCharged(sandbox));
    const items = sandbox.charges.map(({ method, item }) => `${method} ${item}`);
    expect(new Set(items).size).toBe(items.length);
  });

  test('what a cancelled call has paid for is told by the next', async () => {
    await using server = await spawnServer(envOf(generation));
    const leaving = new AbortController();
    sandbox.faults.add({ path: PATHS.verify[generation].start, kind: 'pass', on: () => leaving.abort() });
    const gone = server.call('verify_emails', { emails: addresses(4) }, { signal: leaving.signal });
    await gone.catch(() => undefined);
    await until(() => sandbox.charges.length === 4);
    const answer = await settled(() => server.call('verify_emails', { emails: addresses(4) }));
    expect(answer.structured.credits.spent).toBe(4);
  });
});

describe('a process that died between a charge and its answer', () => {
  const emails = addresses(3);

  /** Leaves payments behind of which nobody knows what became. */
  async function die(env: Environment): Promise<void> {
    const server = await spawnServer(env);
    sandbox.faults.add({
      path: PATHS.verify.v2.start,
      kind: 'pass',
      on: stage => (stage === 'charged' ? server.kill() : undefined),
    });
    await server.call('verify_emails', { emails }).catch(() => undefined);
    await server.gone;
  }

  const inDoubt = emails.map(() => 'error/in_doubt');

  test('another waits while it may still answer, within its own time, and says so', async () => {
    // Slow enough that the row is young for longer than any start takes.
    const env = envOf('v2', { SNOVIO_RATE_WINDOW_MS: '6000' });
    await die(env);
    await using server = await spawnServer(env);
    const early = await server.call('verify_emails', { emails, waitSeconds: 1 });
    expect(verdicts(early)).toEqual(emails.map(() => 'pending'));
    const late = await server.call('verify_emails', { emails, waitSeconds: 30 });
    expect(verdicts(late)).toEqual(inDoubt);
    expect(late.structured.credits).toMatchObject({ spent: 0, reserved: 3 });
    expect(late.structured.note).toMatch(/in_doubt.*fresh: true/);
    expect(sandbox.charges).toHaveLength(3);
  });

  test('never paid again by itself, and once with fresh, whoever asks', async () => {
    const env = envOf('v2');
    await die(env);
    const servers = await Promise.all([spawnServer(env), spawnServer(env)]);
    for (const server of [...servers, ...servers]) {
      const answer = await settled(() => server.call('verify_emails', { emails }));
      expect(verdicts(answer)).toEqual(inDoubt);
    }
    expect(sandbox.charges).toHaveLength(3);
    const fresh = { emails, fresh: true };
    const answers = await Promise.all(
      [...servers, ...servers].map(server => settled(() => server.call('verify_emails', fresh))),
    );
    for (const answer of answers) expect(verdicts(answer)).toEqual(emails.map(() => 'valid'));
    expect(sandbox.charges).toHaveLength(6);
    expect(spentBy(answers)).toBe(3);
    await Promise.all(servers.map(server => server.endInput()));
  });

  test('what a v1 read proves unpaid is paid once, by whichever process is first', async () => {
    const env = envOf('v1');
    const first = await spawnServer(env);
    const { start } = PATHS.verify.v1;
    sandbox.faults.add({ path: start, kind: 'hang', on: () => first.kill() });
    await first.call('verify_emails', { emails }).catch(() => undefined);
    expect(sandbox.charges).toHaveLength(0);
    const servers = await Promise.all([spawnServer(env), spawnServer(env), spawnServer(env)]);
    // Slow enough that all of them have read before the first has paid.
    sandbox.faults.add({ path: start, kind: 'slow', delayMs: 300, times: Number.POSITIVE_INFINITY });
    const answers = await Promise.all(
      servers.map(server => settled(() => server.call('verify_emails', { emails, maxCredits: 3 }))),
    );
    for (const answer of answers) expect(verdicts(answer)).toEqual(emails.map(() => 'valid'));
    expect(sandbox.charges).toHaveLength(3);
    expect(spentBy(answers)).toBe(3);
    await Promise.all(servers.map(server => server.endInput()));
  });

  test('a process that was only asleep goes on where it was, and nobody pays twice', async () => {
    const env = envOf('v2');
    const sleeper = await spawnServer(env);
    sandbox.faults.add({
      path: PATHS.verify.v2.start,
      kind: 'pass',
      on: stage => (stage === 'charged' ? sleeper.signal('SIGSTOP') : undefined),
    });
    const asleep = sleeper.call('verify_emails', { emails });
    await until(() => sandbox.charges.length === 3);
    await using other = await spawnServer(env);
    expect(verdicts(await settled(() => other.call('verify_emails', { emails })))).toEqual(inDoubt);
    sleeper.signal('SIGCONT');
    await asleep;
    await wait(50);
    const answer = await settled(() => other.call('verify_emails', { emails }));
    expect(['valid', 'error/in_doubt']).toContain(verdicts(answer)[0]);
    expect(sandbox.charges).toHaveLength(3);
    await sleeper.endInput();
  });
});

describe('SNOVIO_LEDGER_DAYS=0', () => {
  test('keeps no answer, but what runs is continued and told once', async () => {
    const slow = await hastySandbox({ taskSeconds: [300, 300] });
    const env = { ...envOf('v2', { SNOVIO_LEDGER_DAYS: '0' }), SNOVIO_API_URL: slow.url };
    const emails = addresses(2);
    const first = await spawnServer(env);
    const early = await first.call('verify_emails', { emails, waitSeconds: 1 });
    expect(verdicts(early)).toEqual(['pending', 'pending']);
    await first.kill();
    const servers = await Promise.all([spawnServer(env), spawnServer(env)]);
    const answers = await Promise.all(
      servers.map(server => settled(() => server.call('verify_emails', { emails }))),
    );
    for (const answer of answers) expect(verdicts(answer)).toEqual(['valid', 'valid']);
    expect(spentBy(answers)).toBe(2);
    expect(slow.charges).toHaveLength(2);
    await Promise.all(servers.map(server => server.endInput()));
    await slow.close();
  });
});
