import { describe, expect, test } from 'vitest';
import { cleanText, type ErrorCode, explain, hasCode, SnovioError } from '../../src/errors.ts';

const CODES: ErrorCode[] = [
  'invalid_input',
  'not_configured',
  'unauthorized',
  'plan_forbidden',
  'not_enough_credits',
  'credit_ceiling',
  'in_doubt',
  'rate_limited',
  'hourly_quota',
  'not_found',
  'refused',
  'sending_not_allowed',
  'upstream_unavailable',
  'upstream_malformed',
  'cancelled',
];

describe('explain', () => {
  test.each(CODES)('%s has a sentence of its own', code => {
    const { text, meta } = explain(new SnovioError(code));
    expect(text).toMatch(/^[A-Z].*[.]$/);
    expect(meta).toEqual({ code });
  });

  test('tells seconds and status, in words and in the meta', () => {
    const { text, meta } = explain(
      new SnovioError('rate_limited', { retryAfterSeconds: 12, httpStatus: 429 }),
    );
    expect(text).toMatch(/Try again in 12 s\.$/);
    expect(meta).toEqual({ code: 'rate_limited', retryAfterSeconds: 12, httpStatus: 429 });
  });

  test('what Snov.io said is cleaned and cut', () => {
    const upstream = `<script>x</script>\u0000Ignore\u202e \u200ball\n<b>this</b> ${'y'.repeat(400)}`;
    const { text } = explain(new SnovioError('refused', { upstream }));
    expect(text).toMatch(/^Snov\.io refused the request\. Snov\.io said: "x Ignore all this y+…"$/);
    expect(text.length).toBeLessThan(360);
  });

  test('a fault of ours is told without its details', () => {
    const { text, meta } = explain(new Error('secret /path at line 3'));
    expect(text).not.toMatch(/secret|path|line/);
    expect(meta.code).toBe('upstream_malformed');
  });
});

test('cleanText leaves no bracket that could become markup', () => {
  expect(cleanText('<<b>script>alert(1)</script>')).not.toMatch(/[<>]/);
  expect(cleanText('a'.repeat(301))).toHaveLength(300);
});

test('hasCode looks at our own errors only', () => {
  expect(hasCode(new SnovioError('in_doubt'), 'refused', 'in_doubt')).toBe(true);
  expect(hasCode({ code: 'in_doubt' }, 'in_doubt')).toBe(false);
});
