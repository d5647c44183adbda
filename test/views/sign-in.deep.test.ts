import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARAS, VAULT_KEY } from '../http/connect/kit.ts';
import { bearer, call } from '../http/kit.ts';
import {
  authorization,
  MARA,
  PASSWORD,
  people,
  redeem,
  signIn,
  startOwnSignIn,
  tls,
} from '../http/sign-in/kit.ts';
import { cannotRun, launch } from './kit.ts';

describe.skipIf(cannotRun || !tls)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());

  test('a person signs in on the server’s own page, and comes back to the client', async () => {
    const came: string[] = [];
    const callback = createServer((request, response) => {
      came.push(request.url ?? '');
      response.end('Back again.');
    });
    await new Promise<void>(resolve => callback.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback`;
    await using server = await startOwnSignIn();
    server.client.document.redirect_uris = [address];
    const page = await (await browser.newContext()).newPage();
    const problems: string[] = [];
    page.on('console', message => problems.push(message.text()));
    page.on('pageerror', error => problems.push(error.message));
    const { url, verifier } = authorization(server, { redirect_uri: address });
    await page.goto(url);
    expect(await page.textContent('body')).toContain('a program on this device');
    // The page's own style is let in by its policy.
    expect(await page.evaluate('getComputedStyle(document.body).maxWidth')).not.toBe('none');
    await page.getByLabel('E-mail').fill(MARA);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in and allow' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('E-mail or password is wrong.');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    // Of a refused form browsers write a line; of the policy there is none.
    expect(problems.filter(problem => /policy/i.test(problem))).toEqual([]);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in and allow' }).click();
    await page.waitForURL(`${address}?**`);
    expect(came.filter(path => path.startsWith('/callback?code='))).toHaveLength(1);
    const { status } = await redeem(server, { callback: new URL(page.url()), verifier }, address);
    expect(status).toBe(200);
    expect(problems.filter(problem => /policy/i.test(problem))).toEqual([]);
    callback.closeAllConnections();
    callback.close();
  }, 60_000);

  test('a person signs in there to connect their account', async () => {
    await using server = await startOwnSignIn(
      people(),
      { SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '', SNOVIO_VAULT_KEY: VAULT_KEY },
      { sandbox: { accounts: [MARAS] } },
    );
    const { json } = await redeem(server, await signIn(server));
    const ask = () => call(server.port, 'get_balance', {}, { headers: bearer(json.access_token ?? '') });
    const [link = ''] = /http\S+\/connect\?link=[\w-]+/.exec((await ask()).text) ?? [];
    const page = await (await browser.newContext()).newPage();
    const problems: string[] = [];
    page.on('console', message => problems.push(message.text()));
    page.on('pageerror', error => problems.push(error.message));
    await page.goto(link);
    expect(await page.textContent('body')).toContain('Then you can connect your Snov.io account.');
    await page.getByLabel('E-mail').fill(MARA);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('API User ID').fill(MARAS.id);
    await page.getByLabel('API Secret').fill(MARAS.secret);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your account is connected.');
    expect((await ask()).structured).toMatchObject({ balance: expect.any(Number) });
    expect(problems).toEqual([]);
    await page.context().close();
  }, 60_000);
});
