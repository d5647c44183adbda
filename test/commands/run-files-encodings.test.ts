import { readdirSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { chooseOn } from '../../src/commands/run/files/choose.ts';
import { cellsOf, encoded, path, read, tableOf, useFolder, writeOut } from './files-kit.ts';

useFolder();

const GERMAN = 'Vorname;Nachname;Straße\r\nZoë;Müller;Große Gasse 1\r\nJörg;Öz;–\r\n';
const problemOf = (bytes: Buffer | string, options = {}) =>
  tableOf(bytes, options).then(
    () => '',
    error => error.message as string,
  );

describe('the encoding of a file', () => {
  test.each([
    ['utf-8', GERMAN],
    ['utf-8', `\uFEFF${GERMAN}`],
    ['utf-16le', `\uFEFF${GERMAN}`],
    ['utf-16be', `\uFEFF${GERMAN}`],
    ['utf-16le', GERMAN],
    ['utf-16be', GERMAN],
    ['windows-1252', GERMAN],
    ['utf-8', 'a,b\nÃ¤,Müller\n'],
  ])('is known for certain: %s', async (encoding, text) => {
    const table = await tableOf(encoded(text, encoding));
    expect(table.dialect.codec.name).toBe(encoding);
    const lines = text.replace('\uFEFF', '').trim().split(/\r?\n/);
    expect(await cellsOf(table)).toEqual(lines.map(line => line.split(/[;,]/)));
    await writeOut(table);
    expect(read('out.csv', encoding).replace(/[;,]snovio_status|[;,]valid/g, '')).toBe(
      text.replace('\uFEFF', ''),
    );
  });

  test.each([
    ['names', 'Prénom;Nom\nHélène;Dupré\nThérèse;Forêt\nAnaïs;Lefèvre\nFrançois;Lebœuf\n'],
    ['in capitals', 'PRÉNOM;NOM\nHÉLÈNE;DUPRÉ\nGENEVIÈVE;LEFÈVRE\nANDRÉ;PEÑA\n'],
    [
      'prose',
      'société;note\nCrème & Fils;déjà vu, à Genève\nGarcía;très bientôt\nÉtoile;première fois, été\n',
    ],
  ])('is known for certain in French: %s', async (_, text) => {
    const found = await tableOf(encoded(text, 'windows-1252')).then(
      table => table.dialect.codec.name,
      error => error.message,
    );
    // A stranger's ñ, and an í, leave it open: they have to be outweighed.
    expect(found).toEqual(/[ñÑ]|í/.test(text) ? expect.stringContaining('not certain') : 'windows-1252');
  });

  test.each([
    ['Czech', 'Jméno\nDvořák\nKučera\nČerný\nRené Havlíček\nJiří Vlček\nBéďa\nBožena Němcová\n'],
    ['Slovak', 'Meno\nKováč\nTéčne\nSlovenské výročné\nMačke\nKučné\nBéla Ďurčo\n'],
    ['Slovene', 'Ime\nKovač\nMlečne železnične\nAndré Kmečke\nRenée Tehnične\nJosé Bočne\n'],
    ['Slovene without š and ž', 'Ime\nKovač\nMlečne\nAndré Kmečke\nRenée Tehnične\nJosé Bočne\nBabič\n'],
    ['Croatian', 'Ime\nBabić\nHorvatičke\nFrançois Vučne\nDéčte\n'],
    ['Polish', 'Imię\nZięba\nDębski\nRené Wędka\nHéléna Pręt\n'],
    ['Hungarian', 'Név\nFűtő\nGyűrű\nKovács Béla\nTéglás József\nSzűts\n'],
    ['Romanian', 'Prénume\nFlorenţa\nRăducanu\nAndré\n'],
  ])('is never taken for French: %s', async (_, text) => {
    const name = await tableOf(encoded(text, 'windows-1250')).then(
      table => table.dialect.codec.name,
      () => 'asked',
    );
    expect(name).not.toBe('windows-1252');
  });

  test.each([
    ['windows-1252', 'Crème', 'windows-1250 reads "Crčme"'],
    ['windows-1250', 'Łódź', '"£Ûdü"'],
    ['windows-1251', 'Иван', 'windows-1252 reads "Èâàí"'],
    ['macintosh', 'Zoë', 'macintosh reads "Zoë"'],
    ['ibm850', 'Jürgen', 'ibm850 reads "Jürgen"'],
  ])('is asked where it is not certain: %s', async (encoding, word, comparison) => {
    const bytes = encoded(`name\n${word}\n`, encoding);
    const problem = await problemOf(bytes);
    expect(problem).toContain(`${encoding} reads "${word}"`);
    expect(problem).toContain(comparison);
    expect(problem).toMatch(/e\.g\. --encoding \S+$/);
    expect(readdirSync(path('.'))).toEqual(['in.csv']);
    const said = await tableOf(bytes, { encoding });
    expect(await cellsOf(said)).toEqual([['name'], [word]]);
    await writeOut(said);
    expect(readFileSync(path('out.csv'))).toEqual(encoded(`name,snovio_status\n${word},valid\n`, encoding));
  });

  test('is judged by the whole file: a bad byte in its last line counts', async () => {
    const row = 'Müller,mueller@acme.example\n';
    const late = Buffer.concat([Buffer.from(`name,email\n${row.repeat(20_000)}`), Buffer.from([0xfc, 0x0a])]);
    expect(await problemOf(late)).toContain('in.csv is UTF-8, but not in line 20002.');
    expect(await problemOf(late, { encoding: 'utf-8' })).toContain(
      'line 20002: holds bytes that are no characters',
    );
  });

  test('may be named wrongly', async () => {
    expect(await problemOf('a\n', { encoding: 'nonsense' })).toContain('--encoding: "nonsense" is unknown.');
    expect(await problemOf('a\n', { encoding: 'base64' })).toContain('is unknown');
    expect(await problemOf('\uFEFFa\n', { encoding: 'windows-1252' })).toContain(
      'is utf-8 by its first bytes',
    );
    expect(await problemOf(Buffer.from([0x61, 0x81]), { encoding: 'windows-1252' })).toContain(
      'line 1: holds bytes',
    );
  });

  test.each([
    ['a NUL byte', Buffer.from('email\na@b.example\0\n')],
    ['NUL bytes behind the sample', Buffer.from(`email\n${'a@b.example\n'.repeat(10_000)}\0\0`)],
    ['half a picture', Buffer.concat([Buffer.from('email\n'), Buffer.from([0x89, 0x50, 0, 0, 0xff])])],
  ])('is none with %s', async (_, bytes) => {
    expect(await problemOf(bytes)).toMatch(/in\.csv, line \d+: holds NUL bytes, so it is no text/);
  });
});

test('a person in front of a terminal chooses between readings', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  const choose = chooseOn({ input, output });
  const bytes = encoded('name\nCrème\n', 'windows-1252');
  input.write('7\n');
  const answered = tableOf(bytes, { choose });
  setTimeout(() => input.write('2\n'), 300);
  expect(await cellsOf(await answered)).toEqual([['name'], ['Crčme']]);
  const text = String(output.read());
  expect(text).toContain('1. Crème   (--encoding windows-1252)\n  2. Crčme   (--encoding windows-1250)\n');
  expect(text.match(/1 to \d \[1\]: /g)).toHaveLength(2);
  const first = tableOf(bytes, { choose });
  setTimeout(() => input.write('\n'), 300);
  expect(await cellsOf(await first)).toEqual([['name'], ['Crème']]);
});

test('what the encoding of a file lacks stands there without accents, and is told', async () => {
  const table = await tableOf(encoded('name\nMüller\n', 'windows-1252'));
  const notes = await writeOut(table, 'out.csv', () => ['Łukasz Święty 李 €']);
  expect(read('out.csv', 'windows-1252')).toBe('name,snovio_status\nMüller,Lukasz Swiety ? €\n');
  expect(notes).toEqual([expect.stringContaining('1 added cell holds characters that windows-1252 lacks')]);
});
