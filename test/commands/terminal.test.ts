import { describe, expect, test } from 'vitest';
import { tableLines } from '../../src/commands/terminal/table.ts';
import { terminalOf } from '../../src/commands/terminal/terminal.ts';
import { foldedTo, oneLine, severalLines, widthOf } from '../../src/commands/terminal/text.ts';

const ESC = '\u001b';
const plain = (columns: number) => terminalOf({ isTTY: true, columns }, { 'no-color': true }, {});
const cells = (...texts: string[]) => texts.map(text => ({ text }));

describe('colours', () => {
  const hasColours = (isTTY: boolean, env: Record<string, string>, flags = {}) =>
    terminalOf({ isTTY }, flags, env).paint('red', 'x') !== 'x';

  test.each([
    ['a terminal', true, {}, {}, true],
    ['a pipe', false, {}, {}, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, {}, false],
    ['an empty NO_COLOR, which means nothing', true, { NO_COLOR: '' }, {}, true],
    ['TERM=dumb', true, { TERM: 'dumb' }, {}, false],
    ['FORCE_COLOR in a pipe', false, { FORCE_COLOR: '1' }, {}, true],
    ['an empty FORCE_COLOR, which counts', false, { FORCE_COLOR: '' }, {}, true],
    ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, {}, false],
    ['FORCE_COLOR and NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, {}, true],
    ['--no-color, whatever the environment', true, { FORCE_COLOR: '1' }, { 'no-color': true }, false],
  ])('%s', (_, isTTY, env, flags, expected) => {
    expect(hasColours(isTTY, env as Record<string, string>, flags)).toBe(expected);
  });
});

describe('texts of others', () => {
  test.each([
    ['a colour', `${ESC}[31mred${ESC}[0m`, 'red'],
    ['a title', `${ESC}]0;owned\u0007name`, 'name'],
    ['a link', `${ESC}]8;;https://evil.example${ESC}\\name${ESC}]8;;${ESC}\\`, 'name'],
    ['a cut sequence', `name${ESC}`, 'name'],
    ['an eight-bit sequence', 'a\u009b2Jb', 'ab'],
    ['a carriage return', 'paid\rfree', 'paid free'],
    ['backspaces', 'paid\b\b\b\bfree', 'paid free'],
    ['a direction', 'abc\u202ecba', 'abccba'],
    ['lines', 'one\ntwo\u2028three\tfour', 'one two three four'],
  ])('%s never reaches the terminal', (_, hostile, line) => {
    expect(oneLine(hostile)).toBe(line);
  });

  test('keep their lines where there is room for them', () => {
    expect(severalLines(`\n\none${ESC}[2J\r\ntwo\u2028\n`)).toEqual(['one', 'two']);
  });
});

describe('widths', () => {
  test.each([
    ['山田太郎', 8],
    ['Zoë', 3],
    ['Zoe\u0308', 3],
    ['👩‍🚀', 2],
    ['🇩🇪', 2],
  ])('%s takes %i columns', (text, columns) => expect(widthOf(text)).toBe(columns));

  test('a line is folded between words, and a long word between characters', () => {
    expect(foldedTo('one two three', 7)).toEqual(['one two', 'three']);
    expect(foldedTo('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(foldedTo('山田太郎', 5)).toEqual(['山田', '太郎']);
    expect(foldedTo('👩‍🚀👩‍🚀', 3)).toEqual(['👩‍🚀', '👩‍🚀']);
    expect(foldedTo('', 5)).toEqual(['']);
  });
});

describe('a table', () => {
  test('aligns wide characters', () => {
    expect(tableLines(['name', 'n'], [cells('山田', '1'), cells('Zoe\u0308', '2')], plain(80))).toEqual([
      'name  n',
      '山田  1',
      'Zoe\u0308   2',
    ]);
  });

  test('gives narrow columns what they need, and folds the wide ones', () => {
    const lines = tableLines(['id', 'note'], [cells('1', 'one two three four five')], plain(20)) ?? [];
    expect(lines).toEqual(['id  note', '1   one two three', '    four five']);
  });

  test('keeps addresses whole where folding another column makes room', () => {
    const row = cells('mara.lindqvist@acme.example', 'Head of Sales in the north and east');
    const lines = tableLines(['email', 'position'], [row], plain(46)) ?? [];
    expect(lines[1]).toBe('mara.lindqvist@acme.example  Head of Sales in');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(46);
  });

  test('is not made where the columns do not fit beside each other', () => {
    const row = cells(...Array.from({ length: 8 }, () => 'a long text in a cell'));
    expect(
      tableLines(
        row.map(({ text }) => text),
        [row],
        plain(60),
      ),
    ).toBeUndefined();
  });

  test('cuts a cell of many lines, and says so', () => {
    const lines = tableLines(['t'], [cells('word '.repeat(100))], plain(20)) ?? [];
    expect(lines).toHaveLength(7);
    expect(lines.at(-1)).toBe('…');
  });
});
