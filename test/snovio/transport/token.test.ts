import { afterEach, describe, expect, test, vi } from 'vitest';
import { SnovioError } from '../../../src/errors.ts';
import { Token, TokenAnswer } from '../../../src/snovio/transport/token.ts';

/** Snov.io's end: gives tokens `t1`, `t2`, …, or fails as a test says. */
function issuer(seconds = 3600, maxAgeMs?: number) {
  let issued = 0;
  let failure: unknown;
  const token = new Token(async () => {
    issued += 1;
    const value = `t${issued}`;
    await Promise.resolve();
    if (failure) throw failure;
    return { access_token: value, expires_in: seconds };
  }, maxAgeMs);
  const fail = (error: unknown) => {
    failure = error;
  };
  return { token, fail, issued: () => issued };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a token', () => {
  test('is asked for once, however many wait, and kept', async () => {
    const { token, issued } = issuer();
    expect(token.valid).toBe(false);
    expect(await Promise.all([token.get(), token.get(), token.get()])).toEqual(['t1', 't1', 't1']);
    expect(token.valid).toBe(true);
    expect(await token.get()).toBe('t1');
    expect(issued()).toBe(1);
  });

  test.each([
    [3600, 3300],
    [100, 50],
    [600, 300],
    [700, 400],
  ])('of %i s is renewed after %i s', async (seconds, renewedAfter) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { token } = issuer(seconds);
    await token.get();
    vi.advanceTimersByTime(renewedAfter * 1000 - 1);
    expect(token.valid).toBe(true);
    expect(await token.get()).toBe('t1');
    vi.advanceTimersByTime(1);
    expect(token.valid).toBe(false);
    expect(await token.get()).toBe('t2');
  });

  test('that Snov.io refused is forgotten, a newer one is not', async () => {
    const { token } = issuer();
    await token.get();
    token.drop('t1');
    expect(token.valid).toBe(false);
    expect(await token.get()).toBe('t2');
    token.drop('t1');
    expect(await token.get()).toBe('t2');
    new Token(async () => ({ access_token: 'x', expires_in: 1 })).drop('t1');
  });
});

describe('a token with a greatest age', () => {
  test('is renewed before that age while the old one is in use, and never used after it', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { token, fail, issued } = issuer(3600, 10_000);
    await token.get();
    vi.advanceTimersByTime(7999);
    expect([await token.get(), issued()]).toEqual(['t1', 1]);
    vi.advanceTimersByTime(1);
    fail(new SnovioError('upstream_unavailable'));
    expect([await token.get(), issued()], 'asked for beside the call').toEqual(['t1', 2]);
    vi.advanceTimersByTime(2000);
    await expect(token.get()).rejects.toMatchObject({ code: 'upstream_unavailable' });
    fail(undefined);
    expect(await token.get()).toBe('t3');
  });

  test('is not renewed early where Snov.io ends it sooner', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { token, issued } = issuer(10, 10_000);
    await token.get();
    vi.advanceTimersByTime(4999);
    expect([await token.get(), issued()]).toEqual(['t1', 1]);
    vi.advanceTimersByTime(1);
    expect(await token.get()).toBe('t2');
  });

  test('is gone as soon as a renewal is refused, or when it is ended', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { token, fail } = issuer(3600, 10_000);
    await token.get();
    vi.advanceTimersByTime(8000);
    fail(new SnovioError('refused'));
    expect(await token.get()).toBe('t1');
    await Promise.resolve();
    await vi.waitFor(() => expect(token.valid).toBe(false));
    fail(undefined);
    await token.get();
    token.expire();
    expect(token.valid).toBe(false);
  });
});

describe('a token that cannot be had', () => {
  test('a refusal means wrong credentials', async () => {
    const { token, fail } = issuer();
    fail(new SnovioError('refused', { httpStatus: 400, upstream: 'the secret is wrong' }));
    const error = await token.get().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unauthorized', facts: { httpStatus: 400 } });
    expect(error).not.toHaveProperty('facts.upstream');
  });

  test('any other failure stays what it is, and is not kept', async () => {
    const { token, fail, issued } = issuer();
    for (const error of [new SnovioError('upstream_unavailable'), new Error('ours')]) {
      fail(error);
      await expect(token.get()).rejects.toBe(error);
    }
    fail(undefined);
    expect(await token.get()).toBe('t3');
    expect(issued()).toBe(3);
  });
});

describe('the answer to a token request', () => {
  test.each([
    [{ access_token: 'x', expires_in: 7200 }, 7200],
    [{ access_token: 'x', expires_in: '60' }, 60],
    [{ access_token: 'x', expires_in: 'soon' }, 3600],
    [{ access_token: 'x' }, 3600],
    [{ access_token: 'x', expires_in: null }, 3600],
    [{ access_token: 'x', expires_in: 0 }, 3600],
    [{ access_token: 'x', expires_in: -1 }, 3600],
  ])('%j lives %i s', (answer, seconds) => {
    expect(TokenAnswer.parse(answer)).toEqual({ access_token: 'x', expires_in: seconds });
  });

  test.each([[{ access_token: '' }], [{ access_token: 7 }], [{}]])('%j holds none', answer => {
    expect(TokenAnswer.safeParse(answer).success).toBe(false);
  });
});
