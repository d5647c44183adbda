import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARAS, VAULT_KEY } from '../http/connect/kit.ts';
import { bearer, call } from '../http/kit.ts';
import {
  askTokens,
  authorization,
  Browser,
  type Copy,
  HASH,
  MARA,
  type OwnSignInServer,
  PASSWORD,
  people,
  redeem,
  signIn,
  startCopy,
  startOwnSignIn,
  through,
  tls,
} from '../http/sign-in/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

const SANDBOX = { id: 'sandbox', secret: 'sandbox' };

/** A server and a copy of it on one database. */
async function startTwo(more: Record<string, string> = {}) {
  const url = await cluster.createDatabase();
  const env = { SNOVIO_DATABASE_URL: url, ...more };
  const one = await startOwnSignIn(people(), env, { sandbox: { accounts: [SANDBOX, MARAS] } });
  const other = await startCopy(one, { ...env, SNOVIO_API_URL: one.sandbox.url });
  return {
    ...{ url, one, other },
    [Symbol.asyncDispose]: async () => {
      await other[Symbol.asyncDispose]();
      await one[Symbol.asyncDispose]();
    },
  };
}

const renew = (server: OwnSignInServer, copy: Copy, token = '') =>
  askTokens(through(server, copy), { grant_type: 'refresh_token', refresh_token: token });
const right = { email: MARA, password: PASSWORD, answer: 'allow' };

describe.skipIf(!tls)('the sign-in of a server with copies', () => {
  test('each step can be taken at another copy', async () => {
    await using both = await startTwo();
    const { one, other } = both;
    const browser = new Browser(one.issuer);
    const { url, verifier } = authorization(one);
    const page = await browser.open(url);
    browser.copy = other;
    const callback = new URL((await browser.send(page.url, right)).url);
    expect(callback.searchParams.has('code')).toBe(true);
    const { status, json } = await redeem(one, { callback, verifier });
    expect(status).toBe(200);
    const second = await renew(one, other, json.refresh_token);
    const third = await renew(one, one, second.json.refresh_token);
    for (const token of [json.access_token, second.json.access_token, third.json.access_token])
      for (const { port } of [one, other]) {
        const answer = await call(port, 'get_balance', {}, { headers: bearer(token ?? '') });
        expect(answer.structured).toMatchObject({ balance: expect.any(Number) });
      }
    const keysAt = async (at: Copy) => (await fetch(`${through(one, at).issuer}/oauth/keys`)).json();
    expect(await keysAt(one)).toEqual(await keysAt(other));
    const again = await renew(one, other, json.refresh_token);
    expect(again).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await renew(one, one, third.json.refresh_token), 'all ends everywhere').toMatchObject({
      status: 400,
    });
    expect([...one.faults, ...other.faults]).toEqual([]);
  });

  test('a code that comes to both copies at one moment is redeemed once, and ends what came of it', async () => {
    await using both = await startTwo();
    const { one, other } = both;
    // No more than may sign in within a minute.
    for (let round = 0; round < 5; round += 1) {
      const signed = await signIn(one);
      const answers = await Promise.all([one, other, one, other].map(at => redeem(through(one, at), signed)));
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      for (const { status, json } of answers)
        if (status !== 200)
          expect({ status, error: json.error }).toEqual({ status: 400, error: 'invalid_grant' });
      expect(await renew(one, other, won[0]?.json.refresh_token)).toMatchObject({ status: 400 });
    }
    expect([...one.faults, ...other.faults]).toEqual([]);
  }, 120_000);

  test('a refresh token that comes to both copies at one moment has one successor, however often', async () => {
    await using both = await startTwo();
    const { one, other, url } = both;
    let { refresh_token: token } = (await redeem(one, await signIn(one))).json;
    for (let round = 0; round < 12; round += 1) {
      const answers = await Promise.all([one, other, one, other].map(at => renew(one, at, token)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const next = new Set(answers.map(({ json }) => json.refresh_token));
      expect(next.size).toBe(1);
      expect(next).not.toContain(token);
      [token] = next;
    }
    const rows = await cluster.run<{ used: boolean }>(
      `SELECT used_at IS NOT NULL AS used FROM snovio_mcp.sign_in WHERE kind = 'RefreshToken'`,
      url,
    );
    expect(rows.filter(({ used }) => used)).toHaveLength(12);
    expect(rows).toHaveLength(13);
    expect([...one.faults, ...other.faults]).toEqual([]);
  }, 120_000);

  test('a copy that cannot read the client’s document yet tells it to come again, and takes nothing from it', async () => {
    await using both = await startTwo();
    const { one, other } = both;
    const { refresh_token: token } = (await redeem(one, await signIn(one))).json;
    one.client.fault = () => ({ status: 502, body: '' });
    const away = { status: 503, json: { error: 'temporarily_unavailable' } };
    expect(await renew(one, other, token)).toMatchObject(away);
    one.client.fault = () => ({ status: 404, body: '' });
    expect(await renew(one, other, token)).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
    one.client.fault = undefined;
    expect((await renew(one, other, token)).status).toBe(200);
    expect([...one.faults, ...other.faults]).toEqual([]);
  });

  test('passwords that are tried for a person are counted over all copies', async () => {
    await using both = await startTwo();
    const { one, other } = both;
    const browser = new Browser(one.issuer);
    const page = await browser.open(authorization(one).url);
    const tryAt = async (copy: Copy, password: string, email = MARA) => {
      browser.copy = copy;
      return (await browser.send(page.url, { email, password, answer: 'allow' })).response?.status;
    };
    const statuses = [];
    for (let i = 0; i < 8; i += 1)
      statuses.push(await tryAt(i % 2 ? one : other, `wrong ${i}`, MARA.toUpperCase()));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
    for (const copy of [one, other]) expect(await tryAt(copy, PASSWORD)).toBe(429);
    expect(await tryAt(other, 'wrong', 'ivo@acme.example')).toBe(401);
  });

  test('who connects their account may be led to another copy at each step', async () => {
    const own = { SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '', SNOVIO_VAULT_KEY: VAULT_KEY };
    await using both = await startTwo(own);
    const { one, other } = both;
    const { json } = await redeem(one, await signIn(one));
    const ask = ({ port }: Copy) =>
      call(port, 'get_balance', {}, { headers: bearer(json.access_token ?? '') });
    const [link = ''] = /http\S+\/connect\?link=[\w-]+/.exec((await ask(one)).text) ?? [];
    const browser = new Browser(one.issuer);
    let steps = 0;
    browser.next = () => {
      steps += 1;
      return steps % 2 ? other : one;
    };
    const page = await browser.send((await browser.open(link)).url, right);
    const csrf = /name="csrf" value="([\w-]+)"/.exec((await page.response?.text()) ?? '')?.[1] ?? '';
    const done = await browser.send(`${one.issuer}/connect`, { csrf, ...MARAS });
    expect(await done.response?.text()).toContain('Your account is connected.');
    expect(steps).toBeGreaterThan(6);
    for (const copy of [one, other])
      expect((await ask(copy)).structured).toMatchObject({ balance: expect.any(Number) });
    expect([...one.faults, ...other.faults]).toEqual([]);
  });

  test('a database that is away takes nobody’s tokens, and lets everybody go on afterwards', async () => {
    await using both = await startTwo();
    const { one, other } = both;
    const { json } = await redeem(one, await signIn(one));
    const browser = new Browser(one.issuer);
    const begun = await browser.open(authorization(one).url);
    await cluster.kill();
    const away = await renew(one, other, json.refresh_token);
    expect(away).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
    const page = await new Browser(one.issuer).open(authorization(one).url);
    expect(page.response?.status ?? new URL(page.url).searchParams.get('error')).toBe(
      'temporarily_unavailable',
    );
    for (const still of [await browser.open(begun.url), await browser.send(begun.url, right)]) {
      expect(still.response?.status).toBe(503);
      expect(await still.response?.text()).toContain('Try again in a minute.');
    }
    const { reply } = await call(one.port, 'get_balance', {}, { headers: bearer(json.access_token ?? '') });
    expect(reply.status, 'its signature needs no database').toBe(200);
    await cluster.start();
    await expect.poll(async () => (await renew(one, other, json.refresh_token)).status).toBe(200);
    expect((await browser.send(begun.url, right)).url).toContain('code=');
  }, 120_000);

  test('the database tells nobody of tokens, keys and people', async () => {
    await using both = await startTwo();
    const { one, url } = both;
    const signed = await signIn(one);
    const { json } = await redeem(one, signed);
    await new Browser(one.issuer).open(authorization(one).url);
    const rows = await cluster.run<{ kind: string; id: string; value: Buffer | null; all: string }>(
      'SELECT kind, id, value, row::text AS all FROM snovio_mcp.sign_in AS row',
      url,
    );
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(
      new Set(['Interaction', 'Session', 'Grant', 'AuthorizationCode', 'RefreshToken', 'shared', 'tries']),
    );
    const dump = rows.map(({ all, value }) => `${all}${value?.toString('latin1')}`).join('\n');
    const code = signed.callback.searchParams.get('code') ?? '-';
    for (const text of [code, json.refresh_token ?? '-', MARA, HASH, 'P-256', one.client.clientId])
      expect(dump).not.toContain(text);
  });

  test('what is over goes from the database', async () => {
    await using both = await startTwo();
    const { one, url } = both;
    await redeem(one, await signIn(one));
    const count = async () =>
      (await cluster.run<{ n: string }>('SELECT count(*) AS n FROM snovio_mcp.sign_in', url))[0]?.n;
    expect(Number(await count())).toBeGreaterThan(5);
    await cluster.run('UPDATE snovio_mcp.sign_in SET expires_at = expires_at - 30::bigint * 86400000', url);
    // A copy that starts tidies up.
    await using _third = await startCopy(one, { SNOVIO_DATABASE_URL: url });
    await expect.poll(count).toBe('1');
  });
});
