import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { MAX_ACCOUNTS } from '../../src/app/account-registry.ts';
import type { LoggedRequest } from '../../src/sandbox/index.ts';
import { startInProcess } from './in-process.ts';
import { as, call, startServed } from './kit.ts';

const A = { id: 'tenant-a', secret: 'secret-of-a', credits: 500 };
const B = { id: 'tenant-b', secret: 'secret-of-b', credits: 300 };
const byA = { headers: as(A.id, A.secret) };
const byB = { headers: as(B.id, B.secret) };
const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1000 }, A, B];
const mara = { emails: ['mara.lindqvist@acme.example'] };
const tokenRequests = (requests: { path: string; body: object }[]) =>
  requests.filter(request => request.path === '/v1/oauth/access_token');

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'snovio-http-'));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

describe('whose account', () => {
  test('each request works with the account it brings, else with that of the server', async () => {
    await using server = await startInProcess({ sandbox: { accounts } });
    const balance = async (parts = {}) =>
      (await call(server.port, 'get_balance', {}, parts)).structured.balance;
    expect([await balance(byA), await balance(), await balance(byB)]).toEqual([500, 1000, 300]);
    expect(new Set(server.calls.map(record => record.account)).size).toBe(3);
  });

  test('without an own account the answer says what to send', async () => {
    await using server = await startInProcess({
      sandbox: { accounts },
      env: { SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '' },
    });
    const answer = await call(server.port, 'get_balance');
    expect([answer.code, answer.text]).toEqual([
      'not_configured',
      expect.stringContaining('Snovio-Client-Id'),
    ]);
    expect((await call(server.port, 'get_balance', {}, byA)).structured.balance).toBe(500);
  });

  test("one tenant's id with another's secret opens nothing, also what the ledger knows", async () => {
    await using server = await startInProcess({ sandbox: { accounts } });
    expect((await call(server.port, 'verify_emails', mara, byA)).structured.credits.spent).toBe(1);
    const known = await call(server.port, 'verify_emails', mara, byA);
    expect(known.structured.results).toMatchObject([{ source: 'ledger' }]);
    for (const headers of [
      as(A.id, B.secret),
      as(A.id, 'sandbox'),
      as(B.id, A.secret),
      as(A.id, `${A.secret}x`),
    ]) {
      for (const [tool, args] of [
        ['verify_emails', mara],
        ['verify_emails', { ...mara, maxCredits: 0 }],
        ['get_balance', {}],
      ] as const) {
        const answer = await call(server.port, tool, args, { headers });
        expect([answer.code, answer.structured]).toEqual(['unauthorized', undefined]);
        expect(answer.text).not.toMatch(/SNOVIO_CLIENT|valid/);
      }
    }
    expect(
      server.calls
        .filter(record => record.outcome === 'unauthorized')
        .every(record => record.account === undefined),
    ).toBe(true);
    expect(server.sandbox.charges).toHaveLength(1);
  });

  test('what a tenant has paid for is no answer to another tenant', async () => {
    await using server = await startInProcess({ sandbox: { accounts } });
    await call(server.port, 'verify_emails', mara, byA);
    const other = await call(server.port, 'verify_emails', mara, byB);
    expect(other.structured).toMatchObject({ results: [{ source: 'v2' }], credits: { spent: 1 } });
    expect([server.sandbox.credits(A.id), server.sandbox.credits(B.id)]).toEqual([499, 299]);
    const { structured } = await call(server.port, 'get_balance', {}, byB);
    expect(structured.spending.process, 'only its own').toBe(1);
  });

  test('a pair that is refused later loses the account at once', async () => {
    const own = { ...A };
    await using server = await startInProcess({ sandbox: { accounts: [own] } });
    const ask = () => call(server.port, 'verify_emails', mara, byA);
    expect((await ask()).structured.results).toMatchObject([{ status: 'valid' }]);
    // The user has made a new secret; Snov.io forgets the old one's tokens.
    own.secret = 'new-secret';
    server.sandbox.reset();
    expect((await call(server.port, 'get_balance', {}, byA)).code).toBe('unauthorized');
    expect((await ask()).code, 'the ledger would know it').toBe('unauthorized');
    const renewed = await call(server.port, 'verify_emails', mara, { headers: as(A.id, 'new-secret') });
    expect(renewed.structured.results).toMatchObject([{ source: 'ledger' }]);
  });

  test("somebody who proves to be the server's own account does not decide over its calls", async () => {
    const own = { id: 'sandbox', secret: 'sandbox' };
    await using server = await startInProcess({ sandbox: { accounts: [own] } });
    const guest = { headers: as('sandbox', 'sandbox') };
    expect((await call(server.port, 'get_balance', {}, guest)).structured.balance).toBe(1000);
    expect((await call(server.port, 'get_balance')).structured.balance).toBe(1000);
    expect(tokenRequests(server.sandbox.requests)).toHaveLength(2);
  });
});

describe('failed pairs', () => {
  test('are not tried again for a minute, and take no slot of the account', async () => {
    const now = performance.now.bind(performance);
    try {
      await using server = await startInProcess({ sandbox: { accounts }, env: { SNOVIO_RATE_LIMIT: '2' } });
      const bad = { headers: as(A.id, 'wrong') };
      for (let i = 0; i < 5; i++)
        expect((await call(server.port, 'get_balance', {}, bad)).code).toBe('unauthorized');
      expect(tokenRequests(server.sandbox.requests)).toHaveLength(1);
      // Two slots: one for the token that proves the pair, one for the request.
      expect((await call(server.port, 'get_balance', {}, byA)).structured.balance).toBe(500);
      vi.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
      await call(server.port, 'get_balance', {}, bad);
      expect(tokenRequests(server.sandbox.requests)).toHaveLength(3);
    } finally {
      vi.restoreAllMocks();
    }
  });

  test('calls at once share one proof', async () => {
    await using server = await startInProcess({ sandbox: { accounts } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call(server.port, 'get_balance', {}, byA)),
    );
    for (const answer of answers) expect(answer.structured.balance).toBe(500);
    expect(tokenRequests(server.sandbox.requests)).toHaveLength(1);
  });

  test('the limit of the account counts the request that proved it', async () => {
    await using server = await startInProcess({
      sandbox: { accounts, limit: 10, windowMs: 4000 },
      env: { SNOVIO_RATE_LIMIT: '10', SNOVIO_RATE_WINDOW_MS: '4000' },
    });
    await Promise.all(Array.from({ length: 14 }, () => call(server.port, 'get_balance', {}, byA)));
    expect(server.sandbox.requests.filter(request => request.status === 429)).toEqual([]);
  });
});

describe('two tenants at once', () => {
  test('neither waits in the queue of the other', async () => {
    await using server = await startInProcess({
      sandbox: { accounts },
      env: { SNOVIO_RATE_LIMIT: '5', SNOVIO_RATE_WINDOW_MS: '3000' },
    });
    const queue = Array.from({ length: 12 }, () => call(server.port, 'get_balance', {}, byA));
    await sleep(200);
    const since = Date.now();
    for (let i = 0; i < 3; i++)
      expect((await call(server.port, 'get_balance', {}, byB)).structured.balance).toBe(300);
    expect(Date.now() - since).toBeLessThan(1000);
    for (const answer of await Promise.all(queue)) expect(answer.structured?.balance ?? 500).toBe(500);
  });

  test('under load nothing of a tenant shows at the other, on the wire, on disk or in the log', async () => {
    const stateDir = folder();
    await using served = await startServed({
      sandbox: { accounts },
      env: { SNOVIO_STATE_DIR: stateDir, SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '' },
    });
    const created = (name: string, parts: object) =>
      call(served.port, 'create_prospect_list', { name }, parts);
    await Promise.all([created('only A has this', byA), created('only B has that', byB)]);
    const round = async (parts: object, own: string, balance: number, emails: string[]) => {
      const answers = await Promise.all([
        call(served.port, 'get_balance', {}, parts),
        call(served.port, 'get_user_lists', {}, parts),
        call(served.port, 'verify_emails', { emails }, parts),
      ]);
      expect(answers[0].structured.balance).toBeLessThanOrEqual(balance);
      const lists = JSON.stringify(answers[1].structured);
      expect(lists).toContain(own);
      expect(lists.match(/only [AB] has/g)).toHaveLength(1);
      return answers;
    };
    const emails = (name: string) => [`${name}@acme.example`, 'mara.lindqvist@acme.example'];
    const rounds = Array.from({ length: 15 }, (_, i) => [
      round(byA, 'only A has', 500, emails(`a${i}`)),
      round(byB, 'only B has', 300, emails(`b${i}`)),
    ]);
    await Promise.all(rounds.flat());
    const tokens = accountsByToken(served.sandbox.requests);
    expect([...tokens.values()].map(accounts => accounts.size)).toEqual([1, 1]);
    // Before the process ends, so that the write-ahead log is looked into as well.
    const disk = readdirSync(stateDir).map(name => readFileSync(join(stateDir, name), 'latin1'));
    expect(disk.join('')).toContain('mara.lindqvist');
    for (const text of [...disk, served.log()]) {
      expect(text).not.toMatch(/secret-of|tenant-[ab]/);
      for (const token of tokens.keys()) expect(text).not.toContain(token);
    }
  });
});

/** Which accounts each token was used for; meanwhile nothing of one tenant may travel under the other's. */
function accountsByToken(requests: LoggedRequest[]): Map<string, Set<string>> {
  const tokens = new Map<string, Set<string>>();
  for (const { query, body, headers, account = '' } of requests) {
    const foreign = account === A.id ? /"b\d+@|only B|tenant-b/ : /"a\d+@|only A|tenant-a/;
    expect(JSON.stringify([query, body])).not.toMatch(foreign);
    const token = headers.authorization?.replace('Bearer ', '');
    if (token) tokens.set(token, (tokens.get(token) ?? new Set()).add(account));
  }
  return tokens;
}

describe('many accounts', () => {
  test('at most 1,000 are kept, and none with work or used slots goes; what was paid for is remembered', {
    timeout: 180_000,
  }, async () => {
    const many = Array.from({ length: MAX_ACCOUNTS + 60 }, (_, i) => ({
      id: `many-${i}`,
      secret: `s-${i}`,
      credits: 10,
    }));
    await using server = await startInProcess({
      sandbox: { accounts: many, taskSeconds: [60_000, 60_000] },
      limits: { newPairsPerMinute: 60_000 },
    });
    const { accounts } = server.app;
    const by = (i: number) => ({ headers: as(`many-${i}`, `s-${i}`) });
    const paid = await call(server.port, 'verify_emails', { ...mara, waitSeconds: 1 }, by(0));
    expect(paid.structured).toMatchObject({ results: [{ status: 'pending' }] });
    const second = accounts.account({ id: 'many-1', secret: 's-1' });
    for (let i = 1; i < many.length; i += 30) {
      const group = Array.from({ length: 30 }, (_, n) => i + n).filter(n => n < many.length);
      const answers = await Promise.all(group.map(n => call(server.port, 'get_balance', {}, by(n))));
      for (const answer of answers) expect(answer.code).toBeUndefined();
    }
    expect(accounts.size).toBe(MAX_ACCOUNTS);
    expect(accounts.account({ id: 'many-1', secret: 's-1' }), 'was idle for longest').not.toBe(second);
    expect((await call(server.port, 'get_balance', {}, by(1))).structured.balance, 'and comes back').toBe(10);
    const again = await call(server.port, 'verify_emails', { ...mara, waitSeconds: 1 }, by(0));
    expect(again.structured).toMatchObject({ results: [{ status: 'pending' }] });
    expect(server.sandbox.charges, 'paid once').toHaveLength(1);
  });
});
