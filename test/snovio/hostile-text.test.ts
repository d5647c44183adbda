import { expect, test } from 'vitest';
import { normaliseDomain, normaliseEmail, normaliseSocialUrl } from '../../src/snovio/shapes/normalise.ts';
import { shapeProspect, UpstreamProspect } from '../../src/snovio/shapes/prospect.ts';
import { visibleText } from '../../src/snovio/shapes/text.ts';
import { plainLine } from '../../src/text/line.ts';
import { nearest } from '../../src/text/nearest.ts';
import { checkCountry } from '../../tools/prospects/countries.ts';
import { publicEndpoint } from '../../tools/webhooks/endpoint.ts';

// Each parser by itself: through the protocol, the greatest length of an argument stands before it.

/** Characters of each text. */
const LENGTH = 400_000;

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  normaliseEmail: text => normaliseEmail(`a@acme.example${text}`),
  normaliseDomain: text => normaliseDomain(`acme.example${text}`),
  normaliseSocialUrl: text => normaliseSocialUrl(`linkedin.com/in/${text}`),
  visibleText,
  plainLine: text => plainLine(text, text.length),
  checkCountry,
  nearest: text => nearest(text, [text.toUpperCase(), 'Sweden']),
  publicEndpoint: text => thrownBy(() => publicEndpoint(`https://${text}`)),
  shapeProspect: text => shapeProspect(UpstreamProspect.parse({ name: text, skills: text })),
};

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

const PARTS = [
  '?',
  '/',
  '.',
  ',',
  ' ',
  '<',
  '<td>',
  '<b>',
  '<table><b>',
  '<a ',
  '<a x="',
  '<!--',
  '<https:',
  'a@',
  '\u0130',
];

test.each(Object.entries(PARSERS))('%s takes no longer for any text', (_, parse) => {
  for (const part of PARTS) {
    const text = `${part.repeat(LENGTH / part.length)}\nx`;
    const start = performance.now();
    parse(text);
    expect({ part, slow: performance.now() - start > 2000 }).toEqual({ part, slow: false });
  }
});

test('HTML that nests deeper than in browsers is read to there', () => {
  expect(visibleText(`${'<b>'.repeat(500)}words`)).toBe('words');
  expect(visibleText(`words${'<b>'.repeat(600)}more`)).toBe('words… [cut]');
  expect(visibleText(`${'<b>x</b>'.repeat(600)}`)).toBe('x'.repeat(600));
});

test('a message is read to its 100,000th character', () => {
  expect(visibleText(`${' '.repeat(99_990)}words`)).toBe('words');
  expect(visibleText(`words${' '.repeat(100_000)}more`)).toBe('words … [cut]');
});
