import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SnovioError } from '../../../src/errors.ts';
import { accepted, notCharged, shaped, understand } from '../../../src/snovio/transport/answer.ts';

/** Prints as seed A has it. */
const QUOTA = 'There are too many prospects processing. Please try later';

function answer(status: number, body: unknown, retryAfter?: string) {
  return { status, text: typeof body === 'string' ? body : JSON.stringify(body), retryAfter };
}

/** The failure that an answer is understood as; undefined when it is a good answer. */
function failureOf(work: () => unknown): { code: string } & SnovioError['facts'] {
  try {
    work();
  } catch (error) {
    if (error instanceof SnovioError) return { code: error.code, ...error.facts };
    throw error;
  }
  throw new Error('It did not fail.');
}

const understood = (status: number, body: unknown, retryAfter?: string) =>
  failureOf(() => understand(answer(status, body, retryAfter), []));

describe('a good answer is its JSON', () => {
  test.each([
    [200, { data: 1 }],
    [299, []],
    [200, { success: true, message: QUOTA }],
    [200, [{ name: QUOTA }]],
    [200, { success: 'true', message: 'rate is limited' }],
    // Whoever called decides about a refusal.
    [200, { success: false, message: 'no' }],
  ])('%i %j', (status, body) => {
    expect(understand(answer(status, body), [])).toEqual(body);
  });
});

test('an id with more digits than a number holds is no other id', () => {
  const text =
    '{"data":[{"id":9007199254740993,"n":-12345678901234567890,"share":0.1234567890123456789,"far":1e30}]}';
  const data = [
    { id: '9007199254740993', n: '-12345678901234567890', share: 0.12345678901234568, far: 1e30 },
  ];
  expect(understand(answer(200, text), [])).toEqual({ data });
  expect(understand(answer(200, '[9007199254740991]'), [])).toEqual([9007199254740991]);
});

describe('what a stranger could make long', () => {
  test('a text is cut to a character more than is looked at', () => {
    const body = { a: ['x'.repeat(100_000), { b: 'x'.repeat(100_001), c: 'x'.repeat(1_000_000) }], d: 1 };
    const long = 'x'.repeat(100_001);
    expect(understand(answer(200, body), [])).toEqual({ a: [long.slice(1), { b: long, c: long }], d: 1 });
    expect(understand(answer(200, JSON.stringify('x'.repeat(1_000_000))), [])).toBe(long);
  });

  test('a field with a name that is no name is dropped, and what nests deeper than any answer is null', () => {
    expect(understand(answer(200, { ['x'.repeat(100_001)]: 1, b: 2 }), [])).toEqual({ b: 2 });
    const nested = understand(answer(200, `${'['.repeat(100_000)}1${']'.repeat(100_000)}`), []);
    expect(JSON.stringify(nested)).toMatch(/^\[{60,70}null\]{60,70}$/);
  });

  test('a secret is found in what is left', () => {
    const body = { a: `sesame-sesame ${'x'.repeat(200_000)}` };
    expect(JSON.stringify(understand(answer(200, body), ['sesame-sesame']))).not.toContain('sesame');
  });
});

describe('an error status', () => {
  test.each([
    [300, 'upstream_malformed'],
    [199, 'upstream_malformed'],
    [400, 'refused'],
    [401, 'unauthorized'],
    [402, 'not_enough_credits'],
    [403, 'plan_forbidden'],
    [404, 'not_found'],
    [408, 'upstream_unavailable'],
    [422, 'refused'],
    [429, 'rate_limited'],
    [499, 'refused'],
    [500, 'upstream_unavailable'],
    [503, 'upstream_unavailable'],
    [521, 'upstream_unavailable'],
  ])('%i: %s', (status, code) => {
    expect(understood(status, {})).toStrictEqual({ code, httpStatus: status });
    expect(understood(status, 'no JSON')).toStrictEqual({ code, httpStatus: status });
  });

  test.each([
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>',
    '\n<html><title>Attention Required! | Cloudflare</title>',
    'error code: 1010',
  ])('403 with %j is of a firewall, and no word of the plan', text => {
    const { code, httpStatus, message } = understood(403, text);
    expect({ code, httpStatus }).toEqual({ code: 'upstream_unavailable', httpStatus: 403 });
    expect(message).toMatch(/^Something in front of Snov\.io.* did not let the request through/);
  });

  test.each([301, 302, 303, 307, 308])('%i leads elsewhere, and is not followed', status => {
    const { code, httpStatus, message } = understood(status, '<html>Moved');
    expect({ code, httpStatus }).toEqual({ code: 'upstream_malformed', httpStatus: status });
    expect(message).toMatch(/^Snov\.io's address leads elsewhere/);
  });

  test('a good status without JSON is malformed', () => {
    expect(understood(200, '<html>')).toEqual({ code: 'upstream_malformed', httpStatus: 200 });
    expect(understood(200, '')).toEqual({ code: 'upstream_malformed', httpStatus: 200 });
  });
});

describe('too fast', () => {
  test.each([
    [200, 'Request rate is limited'],
    [200, '"API rate is limited"'],
    [200, '"rate\\u0020limit"'],
    [200, '{"success":false,"message":"Rate limit"}'],
    [503, 'Too Many Requests'],
    [500, '<h1>rate limit</h1>'],
  ])('%i %s', (status, text) => {
    expect(understood(status, text)).toEqual({ code: 'rate_limited', httpStatus: status });
  });

  test('429 says it all: there are no other words to tell', () => {
    expect(understood(429, { message: 'slow down' })).toStrictEqual({
      code: 'rate_limited',
      httpStatus: 429,
    });
  });

  test.each([
    [404, 'too many requests', 'not_found'],
    [500, { message: 'too many requests' }, 'upstream_unavailable'],
    // Only the beginning is looked at: a page may say so somewhere.
    [200, `${'x'.repeat(200)} rate limit`, 'upstream_malformed'],
  ])('but not %i %j', (status, body, code) => {
    expect(understood(status, body).code).toBe(code);
  });
});

describe('the hourly quota', () => {
  test.each([
    [200, QUOTA],
    [200, JSON.stringify(QUOTA)],
    [200, JSON.stringify(`${'x'.repeat(1000)}${QUOTA}`)],
    [429, QUOTA],
    [404, `<html>${QUOTA}</html>`],
    [200, { success: false, message: QUOTA }],
    [200, { success: 'false', errors: [QUOTA] }],
    [200, [{ success: false, message: QUOTA }]],
    [429, { success: false, message: QUOTA }],
    [300, { message: QUOTA }],
    [500, { error: 'x', message: QUOTA }],
  ])('%i %j', (status, body) => {
    expect(understood(status, body)).toEqual({ code: 'hourly_quota', httpStatus: status });
  });

  test('is looked for in what Snov.io says, and near the beginning', () => {
    expect(understood(400, { message: 'bad', hint: QUOTA }).code).toBe('refused');
    expect(understood(200, `${'x'.repeat(1000)}${QUOTA}`).code).toBe('upstream_malformed');
  });
});

describe('what Snov.io said', () => {
  test.each<[unknown, string]>([
    [{ errors: { code: 404, title: 'not found', source: '' } }, 'not found'],
    [{ errors: 'plain' }, 'plain'],
    [{ errors: ['one', '', { msg: 'two' }, 3, { message: 'three' }] }, 'one; two; three'],
    [{ errors: { email: ['is bad'], name: 'is long' } }, 'is bad; is long'],
    [{ errors: { title: 'title', msg: 'msg', message: 'message' } }, 'title'],
    [{ errors: { msg: 'msg', message: 'message' } }, 'msg'],
    [{ errors: { message: 'message', other: 'other' } }, 'message'],
    [{ errors: [], message: 'empty before' }, 'empty before'],
    [{ errors: 'errors', message: 'message' }, 'errors'],
    [{ message: 'message', error_description: 'description' }, 'message'],
    [{ error_description: 'description', error: 'invalid_client' }, 'description'],
    [{ error: 'error', details: 'details' }, 'error'],
    [{ details: 'details', detail: 'detail' }, 'details'],
    [{ detail: [{ msg: 'field required' }] }, 'field required'],
    [[{ success: false, message: 'in a list' }], 'in a list'],
  ])('%j: %s', (body, upstream) => {
    expect(understood(400, body)).toEqual({ code: 'refused', httpStatus: 400, upstream });
  });

  test.each([[{}], [[]], ['null'], [{ errors: 7 }], [{ errors: null }], [[['nested']]], ['"words"']])(
    '%j: nothing',
    body => {
      expect(understood(400, body)).toEqual({ code: 'refused', httpStatus: 400 });
    },
  );
});

describe('Retry-After', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

  test.each([
    ['12', 12],
    [' 7 ', 7],
    ['0', 0],
    ['99999', 3600],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['2099-01-01T00:00:00Z', 3600],
    ['2099-01-01T00:00:00', 3600],
  ])('%s: %i s', (header, seconds) => {
    expect(understood(429, '', header).retryAfterSeconds).toBe(seconds);
  });

  test('a date is the whole seconds until then', () => {
    const seconds = understood(503, '', inSeconds(90).toUTCString()).retryAfterSeconds ?? 0;
    expect(seconds).toBeGreaterThan(85);
    expect(seconds).toBeLessThanOrEqual(90);
    expect(Number.isInteger(seconds)).toBe(true);
    const fraction = understood(503, '', inSeconds(30.5).toISOString()).retryAfterSeconds;
    expect([30, 31]).toContain(fraction);
  });

  test.each([['soon'], ['']])('%j says nothing', header => {
    expect(understood(429, '', header)).toEqual({ code: 'rate_limited', httpStatus: 429 });
  });
});

describe('accepted', () => {
  test.each([[{ success: true }], [[]], [null], ['text'], [{ success: 0 }], [[[{ success: false }]]]])(
    '%j passes',
    json => {
      expect(accepted(json)).toBe(json);
    },
  );

  test.each<[unknown, object]>([
    [
      { success: false, message: 'no such list' },
      { code: 'refused', upstream: 'no such list' },
    ],
    [{ success: 'false' }, { code: 'refused', upstream: undefined }],
    [[{ success: false, errors: ['one'] }], { code: 'refused', upstream: 'one' }],
  ])('%j is a refusal', (json, failure) => {
    expect(failureOf(() => accepted(json))).toEqual(failure);
  });
});

describe('shaped', () => {
  const shape = z.object({ data: z.object({ n: z.number() }) });

  test('gives what the shape reads', () => {
    expect(shaped({ data: { n: 1 }, more: 2 }, shape)).toEqual({ data: { n: 1 } });
  });

  test.each([
    [{ data: { n: 'one' } }, '(at data.n)'],
    [[], '(at the top)'],
  ])('%j has another shape', (json, where) => {
    const { code, message } = failureOf(() => shaped(json, shape));
    expect(code).toBe('upstream_malformed');
    expect(message).toContain(`another shape than documented ${where}`);
  });
});

describe('whether a failed charged request cost nothing', () => {
  test.each<[unknown, boolean]>([
    [new SnovioError('refused'), true],
    [new SnovioError('rate_limited'), true],
    [new SnovioError('not_enough_credits', { httpStatus: 402 }), true],
    [new SnovioError('upstream_unavailable', { neverSent: true }), true],
    [new SnovioError('upstream_unavailable', { neverSent: false }), false],
    [new SnovioError('upstream_unavailable'), false],
    [new SnovioError('upstream_malformed'), false],
    [new SnovioError('refused', { httpStatus: 409 }), false],
    [new SnovioError('upstream_unavailable', { httpStatus: 403 }), true],
    [new SnovioError('upstream_malformed', { httpStatus: 302 }), false],
    ...[521, 525, 526, 530].map((httpStatus): [unknown, boolean] => [
      new SnovioError('upstream_unavailable', { httpStatus }),
      true,
    ]),
    ...[502, 503, 504, 520, 522, 523, 524].map((httpStatus): [unknown, boolean] => [
      new SnovioError('upstream_unavailable', { httpStatus }),
      false,
    ]),
    [new SnovioError('cancelled'), false],
    [new Error('ours'), false],
  ])('%j: %s', (error, expected) => {
    expect(notCharged(error)).toBe(expected);
  });
});
