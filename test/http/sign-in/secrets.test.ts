import { decodeProtectedHeader } from 'jose';
import { afterEach, expect, test, vi } from 'vitest';
import { renewed, type SignInSecrets, successorOf } from '../../../src/http/sign-in/secrets.ts';
import { stateDirectory } from '../../faults/kit.ts';
import { bearer, call } from '../kit.ts';
import { askTokens, people, redeem, signIn, startCopy, startOwnSignIn, through, tls } from './kit.ts';

afterEach(() => vi.useRealTimers());

const DAY_MS = 24 * 3_600_000;
const namesOf = ({ keys }: SignInSecrets) => keys.map(({ jwk }) => jwk.kid);

test('a key signs for 30 days; the one before checks for an hour more, and goes', () => {
  const first = renewed(undefined, 0);
  expect(renewed(first, 30 * DAY_MS)).toBe(first);
  const second = renewed(first, 30 * DAY_MS + 1);
  expect(namesOf(second)).toEqual([expect.any(String), ...namesOf(first)]);
  expect(second.secret).toBe(first.secret);
  expect(renewed(second, 30 * DAY_MS + 3_600_000)).toBe(second);
  expect(namesOf(renewed(second, 30 * DAY_MS + 3_700_000))).toEqual(namesOf(second).slice(0, 1));
});

test('the next refresh token follows from the one before and the secret, and from nothing less', () => {
  const [one, other] = [renewed(undefined, 0), renewed(undefined, 0)];
  expect(successorOf('token', one)).toBe(successorOf('token', one));
  expect(successorOf('token', one)).not.toBe(successorOf('token', other));
  expect(successorOf('token', one)).not.toBe(successorOf('another', one));
});

test.skipIf(!tls)(
  'a new key is taken up by all, and tokens of the old one are good until they end',
  async () => {
    using state = stateDirectory();
    const env = { SNOVIO_STATE_DIR: state.path };
    await using server = await startOwnSignIn(people(), env);
    await using copy = await startCopy(server, env);
    const { json } = await redeem(server, await signIn(server));
    await server.app.accounts.store.signIns.shared<SignInSecrets>('secrets', now =>
      renewed(now, Date.now() + 31 * DAY_MS),
    );
    const renew = async () => {
      const renewedTokens = await askTokens(through(server, copy), {
        grant_type: 'refresh_token',
        refresh_token: json.refresh_token ?? '',
      });
      return renewedTokens.json.access_token ?? '';
    };
    const kidOf = (token = '') => decodeProtectedHeader(token).kid;
    let token = '';
    await expect
      .poll(async () => {
        token = await renew();
        return kidOf(token);
      })
      .not.toBe(kidOf(json.access_token));
    const statusAt = async (port: number, bearing = '') =>
      (await call(port, 'get_balance', {}, { headers: bearer(bearing) })).reply.status;
    for (const { port } of [server, copy]) {
      expect(await statusAt(port, token)).toBe(200);
      expect(await statusAt(port, json.access_token)).toBe(200);
    }
    const keys = await (await fetch(`${server.issuer}/oauth/keys`)).json();
    expect((keys as { keys: object[] }).keys).toHaveLength(2);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  },
);
