import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CONNECT_CLIENT } from '../../../src/http/sign-in/connect-client.ts';
import type { Answer } from '../../harness.ts';
import { accessFile } from '../access/kit.ts';
import { MARAS, VAULT_KEY } from '../connect/kit.ts';
import { bearer, call } from '../kit.ts';
import {
  askTokens,
  authorization,
  Browser,
  HASH,
  MARA,
  type OwnSignInServer,
  PASSWORD,
  people,
  redeem,
  signIn,
  startOwnSignIn,
  tls,
} from './kit.ts';

afterEach(() => vi.useRealTimers());

const IVO = 'ivo@acme.example';
const IVOS = { id: 'ivos-own-id', secret: 'ivos-own-secret-2b81' };
const BOTH = people({ email: IVO, password: HASH, groups: ['Sales'] });

/** A server without an account of its own, at which people sign in and connect theirs. */
const start = (file: object = BOTH, env: Record<string, string> = {}) =>
  startOwnSignIn(
    file,
    { SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '', SNOVIO_VAULT_KEY: VAULT_KEY, ...env },
    { sandbox: { accounts: [MARAS, IVOS] } },
  );

/** An access token, as an assistant has got one. */
const tokenOf = async (server: OwnSignInServer, email = MARA) =>
  (await redeem(server, await signIn(server, {}, { email }))).json.access_token ?? '';

const ask = (server: OwnSignInServer, token: string, tool = 'get_balance', args = {}) =>
  call(server.port, tool, args, { headers: bearer(token) });

const linkIn = (server: OwnSignInServer, { text }: Pick<Answer, 'text'>) => {
  const [link] = /http\S+\/connect\?link=[\w-]+/.exec(text) ?? [];
  expect(link, text).toContain(`${server.issuer}/connect?link=`);
  return link ?? '';
};

const answerOf = (email = MARA) => ({ email, password: PASSWORD, answer: 'allow' });

/** Opens a page of /connect and signs in. */
async function open(browser: Browser, address: string, email = MARA) {
  const asked = await browser.open(address);
  expect(asked.url).toContain('/sign-in/');
  const { url, response } = await browser.send(asked.url, answerOf(email));
  return { url, status: response?.status, text: (await response?.text()) ?? '' };
}

/** Enters credentials on a page of /connect. */
async function submit(browser: Browser, server: OwnSignInServer, page: { text: string }, fields: object) {
  const csrf = /name="csrf" value="([\w-]+)"/.exec(page.text)?.[1] ?? '';
  const { response } = await browser.send(`${server.issuer}/connect`, { csrf, ...fields });
  return { status: response?.status, text: (await response?.text()) ?? '' };
}

async function connect(server: OwnSignInServer, email = MARA, pair: object = MARAS) {
  const browser = new Browser(server.issuer);
  const done = await submit(browser, server, await open(browser, `${server.issuer}/connect`, email), pair);
  expect(done.text).toContain('Your account is connected.');
}

describe.skipIf(!tls)('who has signed in at this very server', () => {
  test('is led to the page, signs in there and connects an account that all their assistants work with', async () => {
    await using server = await start();
    const token = await tokenOf(server);
    const before = await ask(server, token);
    expect(before.code).toBe('not_configured');
    const browser = new Browser(server.issuer);
    const asked = await browser.open(linkIn(server, before));
    const html = (await asked.response?.text()) ?? '';
    expect(html).toContain('Then you can connect your Snov.io account.');
    expect(html).not.toContain('in your name');
    const wrong = await browser.send(asked.url, { ...answerOf(), password: 'wrong' });
    expect(wrong.response?.status).toBe(401);
    const page = await browser.send(asked.url, answerOf());
    const text = (await page.response?.text()) ?? '';
    expect(text).toContain(`You are signed in as <strong>${MARA}</strong>.`);
    const done = await submit(browser, server, { text }, MARAS);
    expect(done.text).toContain('Your account is connected.');
    for (const each of [token, await tokenOf(server)])
      expect((await ask(server, each)).structured).toMatchObject({ balance: expect.any(Number) });
    expect((await ask(server, await tokenOf(server, IVO))).code, 'nobody else').toBe('not_configured');
    expect(server.audit).toContainEqual(expect.objectContaining({ event: 'connect', outcome: 'ok' }));
    expect(server.faults).toEqual([]);
  });

  test('is asked by a host that opens pages, and the call goes on', async () => {
    await using server = await start();
    const client = new Client(
      { name: 'host', version: '0' },
      { capabilities: { elicitation: { url: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const asked: (string | undefined)[] = [];
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      const { mode, url = '' } = params as { mode?: string; url?: string };
      asked.push(mode);
      const browser = new Browser(server.issuer);
      await submit(browser, server, await open(browser, url), MARAS);
      return { action: 'accept' };
    });
    const requestInit = { headers: bearer(await tokenOf(server)) };
    await client.connect(new StreamableHTTPClientTransport(new URL(server.resource), { requestInit }));
    const { structuredContent } = await client.callTool({ name: 'get_balance', arguments: {} });
    expect(structuredContent).toMatchObject({ balance: expect.any(Number) });
    expect(asked).toEqual(['url']);
    await client.close();
  });

  test('may connect whatever they may do, and is kept apart from others by issuer and address', async () => {
    await using server = await start({ people: [{ email: MARA, password: HASH, scopes: ['spend'] }] });
    await connect(server);
    const token = await tokenOf(server);
    const emails = ['mara.lindqvist@acme.example'];
    expect((await ask(server, token, 'verify_emails', { emails })).structured).toMatchObject({
      credits: { spent: 1 },
    });
    expect(await server.app.accounts.store.vault.all()).toMatchObject([
      { person: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  test('meets the walls of the person and of the team at the account that they have connected', async () => {
    using file = accessFile({
      people: [{ email: MARA, principal: 'mara', creditsPerDay: 3 }],
      teams: [{ team: 'Sales', creditsPerDay: 2 }],
    });
    await using server = await start(BOTH, { SNOVIO_HTTP_ACCESS_FILE: file.path });
    await connect(server);
    await connect(server, IVO, IVOS);
    const verify = async (token: string, count: number, from = 0) => {
      const emails = Array.from({ length: count }, (_, i) => `person${from + i}@acme.example`);
      return ask(server, token, 'verify_emails', { emails });
    };
    const [mara, ivo] = [await tokenOf(server), await tokenOf(server, IVO)];
    expect((await verify(mara, 3)).structured).toMatchObject({ credits: { spent: 3 } });
    expect((await verify(mara, 1, 10)).text).toContain(
      'The limit of the principal mara leaves 0 of 3 credits',
    );
    expect((await verify(ivo, 2)).structured, 'of their own account').toMatchObject({
      credits: { spent: 2 },
    });
    expect((await verify(ivo, 1, 10)).text).toContain('The limit of the team Sales leaves 0 of 2 credits');
    const paid = await server.app.accounts.store.spentByHolder();
    expect(Object.fromEntries(paid.map(({ holder, last24Hours }) => [holder, last24Hours]))).toMatchObject({
      'principal mara': 3,
      'team Sales': 2,
    });
  });
});

describe.skipIf(!tls)('at the pages of /connect', () => {
  test('a link of somebody else shows no form', async () => {
    await using server = await start();
    const link = linkIn(server, await ask(server, await tokenOf(server, IVO)));
    const page = await open(new Browser(server.issuer), link);
    expect(page.status).toBe(403);
    expect(page.text).toContain(`It was made for another sign-in than <strong>${MARA}</strong>`);
    expect(page.text).not.toContain('type="password"');
  });

  test('who does not agree, or is not there any more, comes to no form', async () => {
    await using server = await start();
    const browser = new Browser(server.issuer);
    const asked = await browser.open(`${server.issuer}/connect`);
    const denied = await browser.send(asked.url, { ...answerOf(), answer: 'deny' });
    expect(await denied.response?.text()).toContain('The sign-in did not work');

    const token = await tokenOf(server);
    const again = await browser.open(`${server.issuer}/connect`);
    const back = await callbackOf(server, browser, again.url);
    server.write({ people: [{ email: IVO, password: HASH }] });
    await expect.poll(async () => (await ask(server, token)).reply.status).toBe(401);
    expect(await (await browser.open(back)).response?.text()).toContain('The sign-in did not work');
  });

  test('a code counts once, within a minute, in the browser that was sent away', async () => {
    await using server = await start();
    const [mara, thief] = [new Browser(server.issuer), new Browser(server.issuer)];
    const asked = await mara.open(`${server.issuer}/connect`);
    const back = await callbackOf(server, mara, asked.url);
    const stolen = await thief.open(back);
    expect(await stolen.response?.text()).toContain('The sign-in did not work');
    const twin = mara.twin();
    const first = await mara.open(back);
    expect(await first.response?.text()).toContain(`You are signed in as <strong>${MARA}</strong>`);
    const second = await twin.open(back);
    expect(await second.response?.text()).toContain('The sign-in did not work');

    const late = await callbackOf(server, mara, (await mara.open(`${server.issuer}/connect?again=1`)).url);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect(await (await mara.open(late)).response?.text()).toContain('The sign-in did not work');
  });

  test('a code of a client, or of somebody else’s browser, is none for the page', async () => {
    await using server = await start();
    const [browser, thief] = [new Browser(server.issuer), new Browser(server.issuer)];
    const { callback } = await signIn(server);
    const slipped = new URL(
      await callbackOf(server, thief, (await thief.open(`${server.issuer}/connect`)).url, IVO),
    );
    for (const { searchParams } of [callback, slipped]) {
      const asked = await browser.open(`${server.issuer}/connect`);
      const back = new URL(await callbackOf(server, browser, asked.url));
      back.searchParams.set('code', searchParams.get('code') ?? '');
      expect(await (await browser.open(back.href)).response?.text()).toContain('The sign-in did not work');
    }
  });

  test('a code of the pages is worth no token', async () => {
    await using server = await start();
    const browser = new Browser(server.issuer);
    const changes = { client_id: CONNECT_CLIENT, redirect_uri: `${server.issuer}/connect/callback` };
    const { url, verifier } = authorization(server, changes);
    const code = new URL(await callbackOf(server, browser, (await browser.open(url)).url)).searchParams.get(
      'code',
    );
    const form = { grant_type: 'authorization_code', code: code ?? '', code_verifier: verifier, ...changes };
    expect(await askTokens(server, form)).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
  });

  test('nothing of it is there without a vault', async () => {
    await using server = await startOwnSignIn();
    expect((await fetch(`${server.issuer}/connect`)).status).toBe(404);
    const changes = { client_id: CONNECT_CLIENT, redirect_uri: `${server.issuer}/connect/callback` };
    expect((await fetch(authorization(server, changes).url)).status).toBe(400);
  });
});

/** Signs in, and stops where the browser would come back to /connect. */
async function callbackOf(
  server: OwnSignInServer,
  browser: Browser,
  page: string,
  email = MARA,
): Promise<string> {
  browser.stopsAt = '/connect/callback';
  const { url } = await browser.send(page, answerOf(email));
  browser.stopsAt = undefined;
  expect(url).toContain(`${server.issuer}/connect/callback?code=`);
  return url;
}
