import { describe, expect, test } from 'vitest';
import { withoutSecrets } from '../../src/text/secrets.ts';

const SECRETS = [
  '0123456789abcdef0123456789abcdef',
  'a+b/c=d%e&f<g>"h\'i\\j k',
  'größe-密-😀-secret',
  'a%41%2Fb&amp;c"d\\e',
];

const url = encodeURIComponent;
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const html = (text: string) => text.replace(/[&<>"'+/=%]/g, char => `&#${char.charCodeAt(0)};`);
const named = (text: string) =>
  text.replace(
    /[&<>"+=]/g,
    char =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '+': '&plus;', '=': '&equals;' })[char] ??
      char,
  );
const unicode = (text: string) =>
  [...Array(text.length).keys()].map(i => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

const FORMS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': text => text,
  'for URLs': url,
  'for URLs in lower case': text => url(text).replace(/%../g, code => code.toLowerCase()),
  'as a form': text => new URLSearchParams({ text }).toString().slice('text='.length),
  'for URLs, every byte': text => Buffer.from(text).toString('hex').replace(/../g, '%$&'),
  'for URLs twice': text => url(url(text)),
  'for JSON': json,
  'for JSON as PHP does it': text =>
    json(text)
      .replaceAll('/', '\\/')
      .replace(/[^ -~]/g, unicode),
  'for JSON, every character': unicode,
  'for JSON in JSON': text => json(json(text)),
  'for HTML': html,
  'for HTML by name': named,
  'for HTML in hexadecimal': text =>
    [...text].map(char => `&#x${char.codePointAt(0)?.toString(16)};`).join(''),
  'for HTML, then for JSON': text => json(html(text)).replaceAll('&', '\\u0026'),
  'for HTML twice': text => html(html(text)),
  'for URLs, then for HTML': text => html(url(text)),
  'for PHP, in quotes': text => text.replace(/[\\'"]/g, '\\$&'),
  'in Base64': base64,
  'in Base64 behind an id': text => base64(`id:${text}`),
  'in Base64 behind a longer id': text => base64(`id-1:${text} and more`),
  'in Base64 for URLs': text => Buffer.from(`i:${text}`).toString('base64url'),
  'in Base64, then for URLs': text => url(base64(text)),
  'for URLs, then in Base64': text => base64(`id:${url(text)}`),
  'for JSON, then in Base64': text => base64(JSON.stringify({ text })),
  'for JSON as PHP does it, then in Base64': text => base64(json(text).replaceAll('/', '\\/')),
  'with characters in it that are taken out later': text => [...text].join('\u200b'),
  'with a soft hyphen in it': text => `${text.slice(0, 5)}\u00ad${text.slice(5)}`,
  'with the same, escaped for JSON': text => `${text.slice(0, 5)}\\u00ad${text.slice(5)}`,
};

/** A text of Snov.io's without the secrets, as it would be in an answer. */
const leaves = (text: string) => withoutSecrets(text, ['another-secret', ...SECRETS], JSON.stringify(text));

describe.each(SECRETS)('the secret %j', secret => {
  test.each(Object.entries(FORMS))('is found %s', (_, form) => {
    const text = `Bad request: "${form(secret)}", sorry.`;
    expect(leaves(text)).toBe(text.includes(secret) ? 'Bad request: "[secret]", sorry.' : '[secret]');
  });
});

test('nothing else is taken for one', () => {
  const secrets = ['sandbox', 'secret-of-a', SECRETS[0], undefined, ''];
  const text = 'sandbox secret-of-b 0123456789abcdef &amp; %2B \\u002b %61%62%63%64 c2VjcmV0LW9m &#99999999;';
  expect(withoutSecrets({ text }, secrets, text)).toEqual({ text });
});

test('all texts of an answer are looked at, and the others stay', () => {
  const [secret = '', other = ''] = SECRETS;
  const json = {
    data: [{ name: other, count: 1, none: null, yes: true }, 'Ada', url(other)],
    [secret]: `${secret} and ${secret}`,
  };
  expect(withoutSecrets(json, SECRETS, JSON.stringify(json))).toEqual({
    data: [{ name: '[secret]', count: 1, none: null, yes: true }, 'Ada', '[secret]'],
    '[secret]': '[secret] and [secret]',
  });
});

test('no text makes the search slow', () => {
  for (const part of [
    '\\',
    '%25',
    '&amp;',
    '&#0',
    'a',
    '0123456789abcde',
    'a+b/c=d',
    '\\u0025',
    '%41',
    'YSti',
  ]) {
    const text = part.repeat(1_000_000 / part.length);
    const start = performance.now();
    withoutSecrets(text, SECRETS, text);
    expect({ part, slow: performance.now() - start > 4000 }).toEqual({ part, slow: false });
  }
});
