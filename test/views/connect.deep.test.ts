import { createServer } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARAS, SCOPES, VAULT_KEY } from '../http/connect/kit.ts';
import { type InProcessServer, startInProcess } from '../http/in-process.ts';
import { bearer, call } from '../http/kit.ts';
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from '../http/oauth/authorization-server.ts';
import { cannotRun, launch } from './kit.ts';

/** A port that nobody listens on: the server has to know its own address. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise(resolve => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe.skipIf(cannotRun)('in Chromium', () => {
  let browser: Browser;
  let login: TestAuthorizationServer;
  let server: InProcessServer;
  let origin: string;

  beforeAll(async () => {
    browser = await launch();
    login = await startAuthorizationServer();
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    server = await startInProcess({
      port,
      env: {
        SNOVIO_CLIENT_ID: '',
        SNOVIO_CLIENT_SECRET: '',
        SNOVIO_PUBLIC_URL: origin,
        SNOVIO_HTTP_OAUTH_ISSUER: login.issuer,
        SNOVIO_HTTP_OAUTH_CLIENT_ID: 'snovio-web',
        SNOVIO_VAULT_KEY: VAULT_KEY,
      },
      sandbox: { accounts: [{ id: MARAS.id, secret: MARAS.secret }] },
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    await login?.[Symbol.asyncDispose]();
  });

  const ask = async (sub: string) => {
    const token = await login.token(`${origin}/mcp`, SCOPES, { claims: { sub } });
    return call(server.port, 'get_balance', {}, { headers: bearer(token) });
  };

  /** A page of a person's own browser, and what went wrong in it. */
  async function person(sub: string): Promise<{ page: Page; problems: string[] }> {
    login.person = { sub, email: `${sub}@acme.example` };
    const page = await (await browser.newContext()).newPage();
    const problems: string[] = [];
    page.on('console', message => problems.push(message.text()));
    page.on('pageerror', error => problems.push(error.message));
    return { page, problems };
  }

  const linkOf = async (sub: string) =>
    /http:\/\/127\S+\/connect\?link=[\w-]+/.exec((await ask(sub)).text)?.[0] ?? '';

  test('a person follows the link, signs in, connects and disconnects', async () => {
    const { page, problems } = await person('mara');
    await page.goto(await linkOf('mara'));
    expect(await page.textContent('main')).toContain('You are signed in as mara@acme.example.');
    await page.getByLabel('API User ID').fill(MARAS.id);
    await page.getByLabel('API Secret').fill('wrong');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    expect(await page.getByRole('alert').textContent()).toContain('does not accept these two together');
    expect(await page.getByLabel('API Secret').inputValue()).toBe('');
    await page.getByLabel('API User ID').fill(MARAS.id);
    await page.getByLabel('API Secret').fill(MARAS.secret);
    await page.getByLabel('API Secret').press('Enter');
    expect(await page.getByRole('status').textContent()).toContain('Your account is connected.');
    expect((await ask('mara')).structured).toMatchObject({ balance: expect.any(Number) });
    await page.getByRole('button', { name: 'Disconnect' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your account is disconnected');
    expect((await ask('mara')).code).toBe('not_configured');
    expect(problems, 'the policy of the page lets everything through that it needs').toEqual([
      expect.stringContaining('400'),
    ]);
    expect(await page.evaluate(() => document.cookie), 'no script sees the session').toBe('');
    expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).not.toBe('none');
    await page.context().close();
  });

  test('a link of somebody else shows no form', async () => {
    const { page } = await person('mara');
    await page.goto(await linkOf('ivo'));
    expect(await page.textContent('main')).toContain(
      'It was made for another sign-in than mara@acme.example',
    );
    expect(await page.locator('input[type=password]').count()).toBe(0);
    await page.context().close();
  });

  test('a page of another site can neither frame it nor send its form', async () => {
    const { page } = await person('mara');
    await page.goto(`${origin}/connect`);
    const evil = await page.context().newPage();
    await evil.route('http://evil.example/**', route =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${origin}/connect"></iframe><form method="post" action="${origin}/connect">
          <input name="id" value="${MARAS.id}"><input name="secret" value="${MARAS.secret}"><button>x</button></form>`,
      }),
    );
    await evil.goto('http://evil.example/');
    const frame = evil.frames().find(candidate => candidate !== evil.mainFrame());
    expect(await frame?.content()).not.toContain('API Secret');
    await Promise.all([evil.waitForURL(`${origin}/connect`), evil.click('button')]);
    expect(await evil.textContent('main')).toContain('was not sent by this page');
    expect(await server.app.accounts.store.vault.all()).toEqual([]);
    await page.context().close();
  });
});
