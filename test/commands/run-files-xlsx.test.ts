import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openTable } from '../../src/commands/run/files/open-table.ts';
import type { ReadOptions } from '../../src/commands/run/files/table.ts';
import { cellsOf, encoded, noChoice, path, read, tableOf, useFolder, writeOut } from './files-kit.ts';
import { readZip, workbook, writeZip } from './xlsx-kit.ts';

useFolder();

const STRINGS = [
  '<t>Name</t>',
  '<r><t>Mül</t></r><r><t>ler &amp; Co</t></r><rPh><t>no</t></rPh>',
  '<t>Phone</t>',
];
const ROWS =
  '<row r="2" spans="1:3"><c r="A2" t="s" s="1"><v>0</v></c><c r="B2" t="s"><v>2</v></c><c r="C2" t="inlineStr"><is><t>Since</t></is></c></row>' +
  '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>4.915112345678E12</v></c><c r="C3" s="1"><v>45688</v></c></row>' +
  '<row r="5"><c r="A5" t="str"><f>A3&amp;"x"</f><v>=calc</v></c><c r="B5" s="2"><v>1067</v></c><c r="C5" s="3"><v>45688.5</v></c></row>' +
  '<row r="6"><c r="A6" s="5"/></row>' +
  '<row r="7"><c r="B7" t="b"><v>1</v></c><c r="D7" t="e"><v>#N/A</v></c></row>' +
  '<row r="1048576"/>';
const CELLS = [
  ['Name', 'Phone', 'Since'],
  ['Müller & Co', '4915112345678', '2025-01-31'],
  ['=calc', '01067', '2025-01-31 12:00:00'],
  ['', 'TRUE', '', '#N/A'],
];

async function open(entries: Record<string, string>, options: Partial<ReadOptions> = {}, name = 'in.xlsx') {
  await writeZip(path(name), entries);
  return openTable(path(name), { choose: noChoice, ...options });
}

describe('a workbook', () => {
  test('is read as its sheet shows it, whatever it is called', async () => {
    const table = await open(workbook({ People: ROWS }, STRINGS), {}, 'in.csv');
    expect(await cellsOf(table)).toEqual(CELLS);
    expect([table.totals.rows, table.totals.width, table.notes]).toEqual([3, 4, []]);
  });

  test('is read in its first sheet with content, or the one that is named', async () => {
    const other = '<row><c t="inlineStr"><is><t>b</t></is></c></row>';
    const entries = workbook({ Empty: '<row r="1"/>', People: ROWS, Other: other }, STRINGS);
    const table = await open(entries);
    expect(table.header).toEqual(CELLS[0]);
    expect(table.notes).toEqual([
      expect.stringContaining('the sheet "People" is used; there are also "Other"'),
    ]);
    expect((await open(entries, { sheet: 'other' })).header).toEqual(['b']);
    await expect(open(entries, { sheet: 'None' })).rejects.toThrow(
      'no sheet "None", but "Empty", "People", "Other"',
    );
    await expect(open(entries, { sheet: 'Empty' })).rejects.toThrow('is empty');
  });

  test('comes back with everything in it, and our columns', async () => {
    const entries = workbook({ People: ROWS, Other: '' }, STRINGS);
    const table = await open(entries);
    await writeOut(table, 'out.xlsx', ({ number }) => [`=Łu<${number}`]);
    expect(readdirSync(path('.')).sort()).toEqual(['in.xlsx', 'out.xlsx']);
    const back = await readZip(path('out.xlsx'));
    const sheet = 'xl/worksheets/sheet1.xml';
    expect({ ...back, [sheet]: '' }).toEqual({ ...entries, [sheet]: '' });
    const own = /<c r="E\d" t="inlineStr"><is><t xml:space="preserve">([^<]*)<\/t><\/is><\/c>/g;
    expect([...(back[sheet] ?? '').matchAll(own)].map(([, text]) => text)).toEqual([
      'snovio_status',
      ...[3, 5, 7].map(number => `=Łu&lt;${number}`),
    ]);
    const before = entries[sheet]?.replace(' spans="1:3"', '').replace('<dimension ref="A1:C9"/>', '');
    expect(back[sheet]?.replace(own, '')).toBe(before);
    const again = await openTable(path('out.xlsx'), { choose: noChoice });
    await writeOut(again, 'more.xlsx', () => ['new']);
    const more = await openTable(path('more.xlsx'), { choose: noChoice });
    expect((await cellsOf(more)).map(cells => cells[4])).toEqual(['snovio_status', 'new', 'new', 'new']);
    expect((await cellsOf(more)).map(cells => cells.slice(0, 3).join())).toEqual(
      CELLS.map(([a = '', b = '', c = '']) => [a, b, c].join()),
    );
  });

  test('becomes CSV in UTF-8 with a mark', async () => {
    const table = await open(workbook({ People: ROWS }, STRINGS), { delimiter: ';' });
    await writeOut(table);
    expect(read('out.csv')).toBe(
      '\r\nName;Phone;Since;;snovio_status\r\nMüller & Co;4915112345678;2025-01-31;;valid\r\n\r\n' +
        '=calc;01067;2025-01-31 12:00:00;;valid\r\n\r\n;TRUE;;#N/A;valid\r\n',
    );
  });

  test('is made of CSV with all of its cells as text', async () => {
    const table = await tableOf(encoded('n;tel\r\n007;+49 30\r\n\r\n"=1\r\nZoë";x\r\n', 'windows-1252'));
    writeFileSync(path('out.xlsx.part'), 'n;tel;snovio_status\r\n007;+49 30;Łukasz\r\n007;cut o');
    await writeOut(table, 'out.xlsx', () => ['=Ł']);
    const made = await openTable(path('out.xlsx'), { choose: noChoice });
    expect(await cellsOf(made)).toEqual([
      ['n', 'tel', 'snovio_status'],
      ['007', '+49 30', 'Łukasz'],
      ['=1\r\nZoë', 'x', '=Ł'],
    ]);
    expect((await readZip(path('out.xlsx')))['xl/worksheets/sheet1.xml']).not.toMatch(/<f>|<v>/);
  });
});

describe('what is no workbook is refused with what to do:', () => {
  test.each([
    ['.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'an old Excel file (.xls)'],
    ['a web page', Buffer.from('\n<html><table>'), 'a web page or XML'],
    ['half a zip file', Buffer.from('PK\x03\x04half'), 'is broken'],
  ])('%s', async (_, bytes, problem) => {
    await expect(tableOf(bytes)).rejects.toThrow(problem);
    await expect(tableOf(bytes)).rejects.toThrow(/Open it in a spreadsheet program|Save it anew/);
  });

  test('other zip files, and broken or hostile workbooks', async () => {
    await expect(open({ mimetype: 'application/vnd.oasis' })).rejects.toThrow('no XLSX workbook');
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>';
    const entries = workbook({ People: ROWS }, STRINGS);
    await expect(open({ ...entries, 'xl/workbook.xml': bomb + entries['xl/workbook.xml'] })).rejects.toThrow(
      'is broken',
    );
    const far = '<row r="99999999"><c r="A1"><v>1</v></c></row>';
    await expect(open(workbook({ People: far }))).rejects.toThrow('is broken');
  });
});
