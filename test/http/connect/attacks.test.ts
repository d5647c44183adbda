import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bearer, call, type Reply } from '../kit.ts';
import { PUBLIC_URL } from '../oauth/kit.ts';
import { ask, Browser, type ConnectServer, csrfIn, linkIn, MARAS, startConnect } from './kit.ts';

let server: ConnectServer;
beforeEach(async () => {
  server = await startConnect();
});
afterEach(async () => {
  vi.useRealTimers();
  await server[Symbol.asyncDispose]();
});

const MARA = { sub: 'mara' };
const IVO = { sub: 'ivo' };
const newLink = async (sub: string) => linkIn((await ask(server, sub)).text);
const kept = () => server.app.accounts.store.vault.all();

describe('a link', () => {
  test('that was made for somebody else connects nothing, and says why', async () => {
    // Ivo sends his link to Mara, so that she would leave her credentials to him.
    const browser = new Browser(server);
    const page = await browser.open(await newLink('ivo'), MARA);
    expect(page.status).toBe(403);
    expect(page.text).toContain('It was made for another sign-in than <strong>mara</strong>');
    expect(page.text).not.toContain('type="password"');
    expect(server.audit.at(-1)).toMatchObject({ event: 'refusal', outcome: 'foreign_link' });
    expect(await kept()).toEqual([]);
    const own = await browser.open('/connect', MARA);
    await browser.submit(own, MARAS);
    expect((await ask(server, 'ivo')).code, 'what she connects is hers').toBe('not_configured');
    expect((await ask(server, 'mara')).structured).toMatchObject({ balance: expect.any(Number) });
  });

  test('opens nothing without a sign-in', async () => {
    const reply = await new Browser(server).request(await newLink('mara'));
    expect(reply.status).toBe(303);
    expect(String(reply.headers.location)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/authorize\?/);
    expect(decodeURIComponent(await newLink('mara'))).not.toContain('mara');
  });

  test('is good once, and not for another browser meanwhile', async () => {
    const link = await newLink('mara');
    const [one, other] = [new Browser(server), new Browser(server)];
    const pages = [await one.open(link, MARA), await other.open(link, MARA)] as const;
    expect((await one.submit(pages[0], MARAS)).text).toContain('Your account is connected.');
    expect((await other.submit(pages[1], { id: 'sandbox', secret: 'sandbox' })).status).toBe(409);
    expect((await new Browser(server).request(link)).text).toContain('This link was used');
    expect((await ask(server, 'mara')).structured).toBeDefined();
  });

  test('that two browsers use at the same moment is used by one', async () => {
    const link = await newLink('mara');
    const browsers = Array.from({ length: 4 }, () => new Browser(server));
    const pages: Reply[] = [];
    for (const browser of browsers) pages.push(await browser.open(link, MARA));
    const replies = await Promise.all(
      browsers.map((browser, i) =>
        browser.request('/connect', { csrf: csrfIn(pages[i] as Reply), ...MARAS }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409]);
  });

  test('is over after ten minutes', async () => {
    const link = await newLink('mara');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    expect((await new Browser(server).request(link)).text).toContain('older than 10 minutes');
  });

  test.each([
    ['nothing', ''],
    ['a guess', 'A'.repeat(200)],
    ['another character', undefined],
    ['line breaks', '%0d%0aSet-Cookie:%20a=b'],
    ['markup', '%3Cscript%3E'],
    ['ten thousand characters', 'A'.repeat(10_000)],
  ])('with %s in it is not good', async (_, text) => {
    const good = await newLink('mara');
    const changed = good.slice(0, -5) + (good.at(-5) === 'A' ? 'B' : 'A') + good.slice(-4);
    const reply = await new Browser(server).request(text === undefined ? changed : `/connect?link=${text}`);
    expect(reply.status).toBe(400);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(reply.text).not.toContain('<script');
  });
});

describe('a form', () => {
  const signedIn = async () => {
    const browser = new Browser(server);
    return { browser, page: await browser.open('/connect', MARA) };
  };
  const refused = async (reply: Promise<Reply>) => {
    expect((await reply).status).toBe(403);
    expect(server.audit.at(-1)).toMatchObject({ event: 'refusal', outcome: 'forged_form' });
    expect(await kept()).toEqual([]);
  };

  test.each([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of no origin that is known', { origin: 'null' }],
    ['of the same name without TLS', { origin: 'http://mcp.example.com' }],
    ['that the browser says is from elsewhere', { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['in another encoding', { 'content-type': 'text/plain' }],
  ])('%s changes nothing', async (_, headers) => {
    const { browser, page } = await signedIn();
    await refused(browser.request('/connect', { csrf: csrfIn(page), ...MARAS }, headers as never));
  });

  test('without its secret, or with that of another browser, changes nothing', async () => {
    const { browser } = await signedIn();
    await refused(browser.request('/connect', MARAS));
    const other = new Browser(server);
    const csrf = csrfIn(await other.open('/connect', IVO));
    await refused(browser.request('/connect', { csrf, ...MARAS }));
    await refused(browser.request('/connect/disconnect', { csrf }));
  });

  test('with a field twice changes nothing', async () => {
    const { browser, page } = await signedIn();
    await refused(browser.request('/connect', `csrf=${csrfIn(page)}&id=a&secret=b&id=c`));
    await refused(browser.request(`/connect?csrf=${csrfIn(page)}&id=a&secret=b`, ''));
    await refused(browser.request('/connect', `csrf=${csrfIn(page)}&id=a&secret=${'b'.repeat(9000)}`));
  });

  test('without a session, or with a made-up or foreign one, changes nothing', async () => {
    const { browser, page } = await signedIn();
    const [name = '', value = ''] = [...browser.cookies][0] ?? [];
    for (const cookie of [
      undefined,
      'A'.repeat(300),
      `${value.slice(0, -3)}AAA`,
      `${value}; ${name}=${value}`,
    ]) {
      browser.cookies.clear();
      if (cookie !== undefined) browser.cookies.set(name, cookie);
      await refused(browser.request('/connect', { csrf: csrfIn(page), ...MARAS }));
    }
    await using other = await startConnect({ SNOVIO_VAULT_KEY: 'another-vault-key-0123456789abcdef' });
    const elsewhere = new Browser(other);
    const foreign = await elsewhere.open('/connect', MARA);
    browser.cookies.set(name, elsewhere.cookies.get(name) ?? '');
    await refused(browser.request('/connect', { csrf: csrfIn(foreign), ...MARAS }));
  });

  test('is over with its session after ten minutes', async () => {
    const { browser, page } = await signedIn();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    await refused(browser.request('/connect', { csrf: csrfIn(page), ...MARAS }));
  });

  test('with guessed secrets is answered ten times a minute', async () => {
    const { browser, page } = await signedIn();
    const texts: string[] = [];
    for (let i = 0; i < 12; i += 1)
      texts.push((await browser.submit(page, { id: MARAS.id, secret: `guess-${i}` })).text);
    expect(texts.filter(text => text.includes('does not accept'))).toHaveLength(10);
    expect(texts.filter(text => text.includes('too many tries'))).toHaveLength(2);
  });
});

describe('the way back from the sign-in', () => {
  const away = async (browser: Browser) => {
    const reply = await browser.request('/connect');
    const answer = await fetch(String(reply.headers.location), { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '');
  };
  const failed = (reply: Reply) => {
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('The sign-in did not work');
    expect(String(reply.headers['set-cookie'])).not.toContain('snovio-connect=');
  };

  test('counts only in the browser that was sent away: nobody is signed in as somebody else', async () => {
    server.login.person = IVO;
    const attackers = await away(new Browser(server));
    const victim = new Browser(server);
    failed(await victim.request(`${attackers.pathname}${attackers.search}`));
    await victim.request('/connect');
    failed(await victim.request(`${attackers.pathname}${attackers.search}`));
  });

  test('counts once', async () => {
    const browser = new Browser(server);
    const { pathname, search } = await away(browser);
    const cookies = new Map(browser.cookies);
    expect((await browser.request(`${pathname}${search}`)).status).toBe(303);
    failed(await browser.request(`${pathname}${search}`));
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    failed(await browser.request(`${pathname}${search}`));
  });

  test('of another authorization server, with another state, or with an error, is no sign-in', async () => {
    const browser = new Browser(server);
    const third = await away(browser);
    third.searchParams.set('state', 'A'.repeat(43));
    failed(await browser.request(`${third.pathname}${third.search}`));
    const url = await away(browser);
    url.searchParams.set('iss', 'https://evil.example');
    failed(await browser.request(`${url.pathname}${url.search}`));
    const other = await away(browser);
    other.searchParams.delete('code');
    other.searchParams.set('error', 'access_denied');
    failed(await browser.request(`${other.pathname}${other.search}`));
  });

  test('with a token for another server is no sign-in', async () => {
    failed(await new Browser(server).open('/connect', { sub: 'mara', aud: 'https://other.example' }));
    expect(
      (await new Browser(server).open('/connect', { sub: 'mara', iss: 'https://evil.example' })).status,
    ).toBe(400);
  });

  test('while the authorization server is down says so', async () => {
    server.login.fault = { status: 500, body: '' };
    expect((await new Browser(server).request('/connect')).status).toBe(503);
  });
});

describe('what the pages show and take', () => {
  test('a name is text', async () => {
    const name = '"><script>alert(1)</script>';
    const { text } = await new Browser(server).open('/connect', { sub: 'mara', name, email: name });
    expect(text).not.toContain('<script');
    expect(text).toContain('&#60;script&#62;');
    expect((await new Browser(server).open('/connect?news=%3Cb%3E', MARA)).text).not.toContain('<b>');
  });

  test('another Host, another method, another path', async () => {
    const browser = new Browser(server);
    expect((await browser.request('/connect', undefined, { host: 'evil.example' })).status).toBe(403);
    expect((await browser.request('/connect/other')).status).toBe(404);
    expect((await browser.request('/connected')).json).toMatchObject({ error: expect.any(String) });
  });
});

test('a bearer token is nobody who has signed in, and gets no link', async () => {
  const token = 'machine-horse-battery-staple-0123';
  await using other = await startConnect({ SNOVIO_HTTP_TOKENS: token });
  const { text } = await call(other.port, 'get_balance', {}, { headers: bearer(token) });
  expect(text).toContain('No Snov.io account');
  expect(text).not.toContain(`${PUBLIC_URL}/connect`);
});
