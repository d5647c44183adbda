import { describe, expect, test } from 'vitest';
import {
  normaliseDomain,
  normaliseEmail,
  normaliseName,
  normaliseSocialUrl,
} from '../../src/snovio/shapes/normalise.ts';

describe('e-mail addresses', () => {
  test.each([
    ['j@x.de', 'j@x.de'],
    ['  J.Doe+tag@X.DE ', 'j.doe+tag@x.de'],
    ['Jane <j@x.de>', 'j@x.de'],
    ['"Doe, Jane" <J@X.de> ', 'j@x.de'],
    ['Jane <mailto:j@x.de>', 'j@x.de'],
    ['mailto:j@x.de?subject=Hello%20you', 'j@x.de'],
    ['MAILTO:J@x.de', 'j@x.de'],
    ['j@müller.example', 'j@xn--mller-kva.example'],
    ['j@xn--mller-kva.example', 'j@xn--mller-kva.example'],
    ['j@mu\u0308ller.example', 'j@xn--mller-kva.example'],
    ['zoë@x.de', 'zoë@x.de'],
    ['zoe\u0308@x.de', 'zoë@x.de'],
    ['\u200bj@x.de\u200b', 'j@x.de'],
    ['j@x.de.', 'j@x.de'],
    ['j@mail.x.co.uk', 'j@mail.x.co.uk'],
    ["o'neil@x.de", "o'neil@x.de"],
  ])('%j is %s', (text, email) => expect(normaliseEmail(text)).toBe(email));

  test('a www. in the domain stays: mail goes there', () => {
    expect(normaliseEmail('j@www.x.de')).toBe('j@www.x.de');
  });

  test.each([
    '',
    ' ',
    'j',
    '@x.de',
    'j@',
    'j@x',
    'j@localhost',
    'j @x.de',
    'a@b@x.de',
    'j@x..de',
    'j@-x.de',
    'j@1.2.3.4',
    '.j@x.de',
    'j.@x.de',
    'a..b@x.de',
    'j@x.de/about',
    'https://x.de/@j',
    'j@x.d_e',
    `${'a'.repeat(65)}@x.de`,
    '"a b"@x.de',
    'a,b@x.de',
    'j@x.de, k@x.de',
    'j\0k@x.de',
    'j\u001bk@x.de',
    'j\u007fk@x.de',
    'j\u009bk@x.de',
    'j\ud83d@x.de',
    '\udc00j@x.de',
    'j@x\0y.de',
    'j@x\ty.de',
    'j@x\u001by.de',
    'j@x\ud83dy.de',
    'j@x.de\u001b',
  ])('%j is none', text => expect(normaliseEmail(text)).toBeUndefined());
});

describe('domains', () => {
  test.each([
    ['acme.com', 'acme.com'],
    [' Acme.COM ', 'acme.com'],
    ['https://www.acme.com/about?x=1#y', 'acme.com'],
    ['http://acme.com:8080', 'acme.com'],
    ['https://user:pass@acme.com/', 'acme.com'],
    ['@acme.com', 'acme.com'],
    ['jane@acme.com', 'acme.com'],
    ['www.acme.com', 'acme.com'],
    ['www.com', 'www.com'],
    ['acme.com.', 'acme.com'],
    ['sub.acme.co.uk', 'sub.acme.co.uk'],
    ['müller.example', 'xn--mller-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['acme\u200b.com', 'acme.com'],
  ])('%j is %s', (text, domain) => expect(normaliseDomain(text)).toBe(domain));

  test.each([
    '',
    'acme',
    'localhost',
    '1.2.3.4',
    '[::1]',
    'acme..com',
    '-acme.com',
    'acme-.com',
    'ac me.com',
    'https://',
    'acme.c',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(130)}com`,
    'Acme Inc',
    'x\ty.de',
    'x\ny.de',
    'x\0y.de',
    '\ud83dx.de',
  ])('%j is none', text => expect(normaliseDomain(text)).toBeUndefined());
});

describe('profile links', () => {
  test.each([
    ['https://www.linkedin.com/in/jane-doe', 'linkedin.com/in/jane-doe'],
    ['linkedin.com/in/Jane-Doe/', 'linkedin.com/in/jane-doe'],
    ['http://de.linkedin.com/in/jane-doe/en?trk=1#x', 'linkedin.com/in/jane-doe'],
    ['m.linkedin.com/in/jane-doe', 'linkedin.com/in/jane-doe'],
    ['https://www.linkedin.com/in/zo%C3%AB-m', 'linkedin.com/in/zoë-m'],
    ['https://www.linkedin.com/in/zoë-m', 'linkedin.com/in/zoë-m'],
    ['https://www.linkedin.com/pub/ben-gill/7/73/809', 'linkedin.com/pub/ben-gill/7/73/809'],
    ['uk.linkedin.com/pub/Ben-Gill/7/73/A09/?trk=1', 'linkedin.com/pub/ben-gill/7/73/a09'],
    ['https://www.linkedin.com/pub/ben-gill', 'linkedin.com/pub/ben-gill'],
    ['https://x.com/JaneDoe', 'x.com/janedoe'],
    ['https://twitter.com/@janedoe/', 'x.com/janedoe'],
    ['https://mobile.twitter.com/janedoe?lang=de', 'x.com/janedoe'],
    ['www.x.com/janedoe', 'x.com/janedoe'],
  ])('%j is %s', (text, key) => expect(normaliseSocialUrl(text)?.key).toBe(key));

  test('what is sent upstream is one clean link', () => {
    expect(normaliseSocialUrl('de.linkedin.com/in/Jane?x=1')?.url).toBe('https://www.linkedin.com/in/Jane/');
  });

  test.each([
    ['twitter.com/@Jane', 'https://twitter.com/Jane'],
    [' http://mobile.twitter.com/Jane/?lang=de#top', 'http://mobile.twitter.com/Jane'],
    ['https://x.com/Jane', 'https://x.com/Jane'],
    ['uk.linkedin.com/pub/Ben-Gill/7/73/809', 'https://uk.linkedin.com/pub/Ben-Gill/7/73/809'],
  ])('%j goes upstream as %s', (text, url) => {
    expect(normaliseSocialUrl(text)?.url).toBe(url);
  });

  test.each([
    '',
    'jane',
    'https://www.linkedin.com/company/acme',
    'https://linkedin.com/in/',
    'https://www.linkedin.com/pub/dir/Ben/Gill',
    'https://www.linkedin.com/pub/',
    'https://www.linkedin.com/pub/dir',
    'https://www.linkedin.com/pub/ben-gill/some/thing',
    'https://linkedin.com.evil.example/in/jane',
    'https://notx.com/jane',
    'https://x.com/',
    'https://x.com/home',
    'https://x.com/i',
    'https://x.com/jane/status/1',
    'https://x.com/a-name-that-is-no-handle',
    'javascript:alert(1)//linkedin.com/in/x',
  ])('%j is none', text => expect(normaliseSocialUrl(text)).toBeUndefined());
});

test('names are compared without case, blanks and composition', () => {
  expect(normaliseName('  Zoe\u0308   MÜLLER ')).toBe('zoë müller');
});
