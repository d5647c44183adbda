import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Seal } from '../../src/spending/rules/seal.ts';

test('a seal is HMAC-SHA-256, different for every key, account and question', () => {
  const [key, another] = [randomBytes(32), randomBytes(32)];
  const seal = new Seal(key);
  for (const text of ['', 'ann@acme.example', 'müller.example'.repeat(50)])
    expect(seal.mention(text)).toBe(createHmac('sha256', key).update(text).digest('base64url'));
  const scope = { account: 'a', question: 'verify' } as const;
  const item = seal.item(scope, 'ann@acme.example');
  expect(item).toMatch(/^#[\w-]{43}$/);
  expect(seal.item({ ...scope, account: 'b' }, 'ann@acme.example')).not.toBe(item);
  expect(seal.item({ ...scope, question: 'profile' }, 'ann@acme.example')).not.toBe(item);
  expect(new Seal(another).item(scope, 'ann@acme.example')).not.toBe(item);
  const tag = seal.tag('use', 'a', 'b');
  expect(tag).toMatch(/^[\w-]{43}$/);
  const others = [
    ['use', 'ab'],
    ['use', 'a', 'b', ''],
    ['other use', 'a', 'b'],
  ] as const;
  for (const [use, ...texts] of others) expect(seal.tag(use, ...texts)).not.toBe(tag);
  expect(new Seal(another).tag('use', 'a', 'b')).not.toBe(tag);
  expect(seal.mention('["use","a","b"]')).not.toBe(tag);
  expect(new Seal(another).fingerprint).not.toBe(seal.fingerprint);
});
