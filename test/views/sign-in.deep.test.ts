import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorization, MARA, PASSWORD, redeem, startOwnSignIn, tls } from '../http/sign-in/kit.ts';
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
});
