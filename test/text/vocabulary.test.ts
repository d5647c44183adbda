import { describe, expect, test } from 'vitest';
import { ITEM_STATUSES } from '../../src/snovio/shapes/statuses.ts';
import { explainWords, VOCABULARY } from '../../src/text/vocabulary.ts';
import { Credits } from '../../tools/shared/outputs.ts';

const termsOf = (kind: string) => VOCABULARY.filter(term => term.kind === kind).map(({ term }) => term);

describe('the vocabulary', () => {
  test('has every status of an item and every figure of the credits', () => {
    expect(termsOf('status')).toEqual([...ITEM_STATUSES]);
    expect(termsOf('credits')).toEqual(expect.arrayContaining(Object.keys(Credits.shape)));
  });

  test('defines a word once for each kind', () => {
    const names = VOCABULARY.map(({ kind, term }) => `${kind} ${term}`);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(VOCABULARY)('$kind $term is a short sentence', ({ term, meaning, next, hint }) => {
    for (const sentence of [meaning, ...(next ? [next] : [])]) {
      expect(sentence).toMatch(/^\S.*[^.\s]$/);
      expect(sentence.length).toBeLessThan(260);
    }
    if (hint) expect(hint).toMatch(new RegExp(`^${term}: [^\`]{20,150}\\.$`));
  });

  test('has one hint for a word', () => {
    const words = VOCABULARY.filter(({ hint }) => hint).map(({ term }) => term);
    expect(words).toEqual([...new Set(words)]);
  });
});

describe('the words of an answer', () => {
  test('are explained once, where they are odd', () => {
    const note = explainWords(['valid', 'catchall', undefined, 'found', 'catchall', 'in_doubt']) ?? '';
    expect(note).toMatch(/^catchall: .*\. in_doubt: .*\.$/);
    expect(note.match(/catchall: /g)).toHaveLength(1);
  });

  test('may be several in one reason', () => {
    expect(explainWords(['catchall, banned'])).toMatch(/^catchall: .* banned: /);
  });

  test('need no explanation where they are plain, or said by others', () => {
    expect(explainWords([undefined, 'valid', 'constructor', '__proto__'])).toBeUndefined();
  });

  test('are explained in a few sentences at most', () => {
    const all = VOCABULARY.map(({ term }) => term);
    expect(explainWords(all)?.length).toBeLessThan(800);
  });
});
