import { rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf, encoded, path, read, rowsOf, tableOf, useFolder, writeOut } from './files-kit.ts';

useFolder();

/** Text without what separates: a delimiter, a quote or a line end. */
const LETTERS = fc.string({ unit: fc.constantFrom(..."aZ09 +-=@äöüßé'#%"), maxLength: 6 });
const QUOTED = fc
  .array(fc.constantFrom('a', '""', ';', ',', '\t', '|', '\r\n', '\n', 'ü', ' '), { maxLength: 5 })
  .map(parts => `"${parts.join('')}"`);
const FIELD = fc.oneof(LETTERS, QUOTED);
const ROW = fc.array(FIELD, { minLength: 1, maxLength: 5 });
const FILE = fc.record({
  encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'macintosh', 'ibm850'),
  hasMark: fc.boolean(),
  toldDelimiter: fc.boolean(),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  eol: fc.constantFrom('\n', '\r\n'),
  endsInLine: fc.boolean(),
  rows: fc.array(ROW, { maxLength: 8 }),
});

/** Whether nothing stands in a field. */
const isBlank = (field: string) =>
  (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field).trim() === '';

test('whatever a file looks like, its bytes come back, and our cells stand under their heading', async () => {
  await fc.assert(
    fc.asyncProperty(FILE, async ({ encoding, hasMark, toldDelimiter, delimiter, eol, endsInLine, rows }) => {
      const start =
        (hasMark && encoding.startsWith('utf') ? '\uFEFF' : '') +
        (toldDelimiter ? `sep=${delimiter}${eol}` : '');
      const all = [['head', 'x'], ...rows];
      const end = endsInLine ? eol : '';
      const text = start + all.map(fields => fields.join(delimiter)).join(eol) + end;
      const table = await tableOf(encoded(text, encoding), { encoding, delimiter });
      rmSync(path('out.csv'), { force: true });
      await writeOut(table, 'out.csv', () => ['=own']);

      const width = Math.max(...all.filter(fields => !fields.every(isBlank)).map(fields => fields.length));
      const expected = all.map((fields, at) => {
        const raw = fields.join(delimiter);
        if (fields.every(isBlank)) return raw + (at < all.length - 1 ? eol : end);
        return `${raw}${delimiter.repeat(width - fields.length + 1)}${at === 0 ? 'snovio_status' : "'=own"}${eol}`;
      });
      // The last line gets the end that it lacks.
      const ended = (whole: string) => whole.replace(/\r?\n$/, '');
      expect(ended(read('out.csv', encoding))).toBe(ended((start + expected.join('')).replace('\uFEFF', '')));
    }),
    { numRuns: 150 },
  );
}, 60_000);

describe('the delimiter', () => {
  test.each([
    ['a;b,c;d\n1;2;3\n1;2,2;3\n', ';'],
    ['"a,b,c";d\n1;2\n', ';'],
    ['a|b\n1|2,3\n', '|'],
    ['sep=^\na^b\n', '^'],
    ['a\tb,c\n1\t2\n3\t4\n', '\t'],
    ['one\nx y\n', ','],
  ])('of %j', async (text, delimiter) => {
    expect((await tableOf(text)).dialect.delimiter).toBe(delimiter);
  });

  test('is asked where it is not certain', async () => {
    const both = tableOf('Name, Vorname;E-Mail\nMüller, Eva;e@acme.example\n');
    await expect(both).rejects.toThrow(
      'comma reads "Name |  Vorname;E-Mail"; semicolon reads "Name, Vorname | E-Mail". Say which is right, e.g. --delimiter comma',
    );
    await expect(tableOf('company\nAcme, Inc.\n')).rejects.toThrow('semicolon reads "Acme, Inc."');
    const said = await tableOf('company\nAcme, Inc.\n', { delimiter: 'semicolon' });
    expect(await cellsOf(said)).toEqual([['company'], ['Acme, Inc.']]);
    await expect(tableOf('a\n', { delimiter: 'x' })).rejects.toThrow('--delimiter: takes comma');
  });
});

describe('rows', () => {
  test('end in carriage returns alone, where the file has no line feeds', async () => {
    const table = await tableOf('a;b\r1;"x\ry"\r2;y');
    expect((await rowsOf(table)).map(({ cells, number }) => [number, ...cells])).toEqual([
      [2, '1', 'x\ry'],
      [3, '2', 'y'],
    ]);
    await writeOut(table);
    expect(read('out.csv')).toBe('a;b;snovio_status\r1;"x\ry";valid\r2;y;valid\r');
  });

  test('that are empty stay where they are, cost nothing and are nobody', async () => {
    const table = await tableOf('\n;\na;b\n;;;;\n1;2\n\n""; \n3;4\n\n;\n');
    expect([table.totals.rows, table.totals.width, await cellsOf(table)]).toEqual([
      2,
      2,
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ]);
    await writeOut(table);
    expect(read('out.csv')).toBe('\n;\na;b;snovio_status\n;;;;\n1;2;valid\n\n""; \n3;4;valid\n\n;\n');
  });

  test('keep the columns of an earlier run that this one does not write', async () => {
    const table = await tableOf('a,snovio_status,b,snovio_email\n1,"old, ""one""",2,e\n3\n');
    await writeOut(table);
    expect(read('out.csv')).toBe('a,snovio_status,b,snovio_email\n1,valid,2,e\n3,valid,,\n');
  });

  test('may be chunked anywhere', async () => {
    const cell = '"a ""quoted"" cell\r\nof two lines"';
    const text = `n,cell\r\n${Array.from({ length: 9000 }, (_, n) => `${n},${cell}\r\n`).join('')}`;
    const table = await tableOf(text);
    const rows = await rowsOf(table);
    expect(new Set(rows.map(({ cells }) => cells[1]))).toEqual(new Set(['a "quoted" cell\r\nof two lines']));
    expect(rows.at(-1)?.number).toBe(9001);
    await writeOut(table);
    expect(read('out.csv').replaceAll(/,(valid|snovio_status)(?=\r\n)/g, '')).toBe(text);
  });
});

describe('an interrupted output', () => {
  const text = 'name;n\r\nMüller;=1\r\n\r\nZoë;"a\r\nb"\r\nJörg;3\r\n';
  const whole = 'name;n;snovio_status\r\nMüller;=1;valid\r\n\r\nZoë;"a\r\nb";valid\r\nJörg;3;valid\r\n';

  test.each(['windows-1252', 'utf-16le', 'utf-8'])(
    'goes on from wherever it was cut off: %s',
    async encoding => {
      const mark = encoding === 'utf-16le' ? '\uFEFF' : '';
      const table = await tableOf(encoded(mark + text, encoding));
      const bytes = encoded(mark + whole, encoding);
      for (let length = 0; length <= bytes.length; length += 3) {
        writeFileSync(path('out.csv.part'), bytes.subarray(0, length));
        await writeOut(table);
        expect(read('out.csv', encoding)).toBe(whole);
        rmSync(path('out.csv'));
      }
    },
  );

  test.each([
    ['another row', whole.replace('Zoë', 'Zoe'), 'utf-8'],
    ['another encoding', whole, 'windows-1252'],
    ['a mark that the input has not', `\uFEFF${whole}`, 'utf-8'],
    ['other columns', whole.replace('snovio_status', 'snovio_verdict'), 'utf-8'],
    ['more rows', `${whole}Zoë;5;valid\r\n`, 'utf-8'],
  ])('is refused with %s', async (_, part, encoding) => {
    const table = await tableOf(text);
    writeFileSync(path('out.csv.part'), encoded(part, encoding));
    await expect(writeOut(table)).rejects.toThrow('was begun with another input');
  });
});
