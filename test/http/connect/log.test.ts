import { expect, test } from 'vitest';
import { bearer, call, startServed } from '../kit.ts';
import { startAuthorizationServer } from '../oauth/authorization-server.ts';
import { RESOURCE, signInEnv } from '../oauth/kit.ts';
import { Browser, linkIn, MARAS, SCOPES, VAULT_KEY } from './kit.ts';

test('the built program connects an account, with a key from a command, and its log tells no secret', async () => {
  await using login = await startAuthorizationServer();
  await using served = await startServed({
    env: {
      ...signInEnv(login),
      SNOVIO_CLIENT_ID: '',
      SNOVIO_CLIENT_SECRET: '',
      SNOVIO_HTTP_OAUTH_CLIENT_ID: 'snovio-web',
      SNOVIO_HTTP_OAUTH_CLIENT_SECRET: 'web-secret-5d1c',
      SNOVIO_VAULT_KEY_COMMAND: `printf %s ${VAULT_KEY}`,
      SNOVIO_LOG: 'debug',
    },
    sandbox: { accounts: [{ id: MARAS.id, secret: MARAS.secret }] },
  });
  const token = await login.token(RESOURCE, SCOPES, { claims: { sub: 'mara' } });
  const ask = () => call(served.port, 'get_balance', {}, { headers: bearer(token) });
  const link = linkIn((await ask()).text);
  const browser = new Browser({ port: served.port, login });
  const person = { sub: 'mara', email: 'mara@acme.example' };
  const page = await browser.open(link, person);
  await browser.submit(page, { id: MARAS.id, secret: 'wrong-secret-91' });
  expect((await browser.submit(page, MARAS)).text).toContain('Your account is connected.');
  expect((await ask()).structured).toMatchObject({ balance: expect.any(Number) });
  await browser.open('/connect', { ...person, aud: 'https://other.example' });
  await new Browser({ port: served.port, login }).open('/connect', {
    ...person,
    aud: 'https://other.example',
  });
  await served.stop();
  const log = served.log();
  expect(log).toContain('"event":"connect"');
  expect(log).toContain('the sign-in failed');
  const secrets = [MARAS.id, MARAS.secret, VAULT_KEY, 'wrong-secret-91', 'web-secret-5d1c', 'mara', token];
  const carried = [link.split('=')[1] ?? '', ...browser.cookies.values()];
  for (const secret of [
    ...secrets,
    ...carried,
    'code=',
    ...login.signIns.map(asked => asked.get('state') ?? ''),
  ])
    for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, -4)])
      expect(form !== '' && log.includes(form), secret).toBe(false);
});
