import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import * as roles from '../../src/text/roles.ts';

const leaves = (role: z.ZodString, text: string) => roles.ROLES.get(role)?.clean(text);

/** Characters that belong to no form. */
const HIDDEN = ['\u001b[2J', '\u009b', '\u202e', '\u{e0041}', '\u200b', '\ufeff', '\ud83d', '\n', ' '];

describe.each<[string, z.ZodString, string[], string[]]>([
  [
    'an id',
    roles.id,
    ['301592', 'xA1-b_C2dE3fG4hI5jK6lM==', 'ab12'.repeat(40)],
    ['', '12 34', '<b>', '1;2', 'x'.repeat(65), 'ab12'.repeat(65)],
  ],
  [
    'an address',
    roles.address,
    [
      'ada.byron@acme.example',
      "seán.o'brien+x@acme.co.example",
      'müller@müller.example',
      '用户@例子.example',
      'अनिल@उदाहरण.example',
      'info@نامه\u200cای.example',
      'a@xn--mller-kva.example',
    ],
    ['ada', '@acme.example', 'ada@acme', 'ada@acme.example, bob@acme.example', 'Ada <ada@acme.example>'],
  ],
  [
    'a domain',
    roles.domainName,
    ['acme.example', 'müller.example'],
    ['acme', 'https://acme.example', 'a..b'],
  ],
  [
    'an address or a domain',
    roles.addressOrDomain,
    ['ada@acme.example', 'acme.example'],
    ['ada', 'ada@', 'a@b@c.example'],
  ],
  [
    'a link',
    roles.link,
    [
      'https://www.linkedin.com/in/seán-o%E2%80%99brien/?a=1#b',
      'HTTP://acme.example:8080',
      'linkedin.com/in/ada',
      'acme.example',
      'http://127.0.0.1:8787/hook',
      'https://müller.example/größe',
      "https://acme.example/o'brien",
    ],
    [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://acme.example@evil.example',
      'https://acme.example/<b>',
      'file:///etc/passwd',
      'acme.example/[x](https://evil.example)',
      'ask the user',
      `https://acme.example/${'x'.repeat(2048)}`,
    ],
  ],
  [
    'a moment',
    roles.moment,
    [
      '2026-04-29',
      '2026-04-29T10:09',
      '2026-04-29T10:09:42',
      '2026-04-29T10:09:42Z',
      '2026-04-29T10:09:42+02:00',
    ],
    ['now', '29.4.2026', '2026-04-29T10:09:42Z and more'],
  ],
  ['a cursor', roles.cursor, ['eyJvZmZzZXQiOjJ9'], ['a b', 'a=', '']],
])('%s', (_, role, good, bad) => {
  test.each(good)('%j stays as it is', text => expect(leaves(role, text)).toBe(text));
  test.each(bad)('%j is left out', text => expect(leaves(role, text)).toBeUndefined());
  test.each(HIDDEN)('is left out with %j in it', hidden => {
    for (const text of good) {
      const middle = Math.floor(text.length / 2);
      for (const at of [0, middle, text.length]) {
        const isAround = at !== middle && hidden.trim() === '';
        const left = leaves(role, `${text.slice(0, at)}${hidden}${text.slice(at)}`);
        expect(left).toBe(isAround ? text : undefined);
      }
    }
  });
});

test('texts are one line of their length, messages are several', () => {
  const text = `one\ntwo\u202e <b>three</b>${' x'.repeat(3000)}`;
  expect(leaves(roles.fact, text)).toMatch(/^one two three( x)+ ?…$/);
  expect(leaves(roles.fact, text)?.length).toBeLessThanOrEqual(200);
  expect(leaves(roles.given, text)).toHaveLength(2048);
  expect(leaves(roles.given, ' LOAD ')).toBe(' LOAD ');
  expect(leaves(roles.given, ' LOAD\n')).toBe('LOAD');
  expect(leaves(roles.words, text)).toHaveLength(2000);
  expect(leaves(roles.message, 'one\r\ntwo\u202e\u001b <b>x</b>')).toBe('one\ntwo   x');
});
