import { posix } from 'node:path';
import { patternsOf } from './cell-text.ts';
import type { SheetContext } from './sheet.ts';
import { TextTable } from './text-table.ts';
import { elementsOf, textsOf, xmlParser } from './xml.ts';
import { type Archive, brokenZip } from './zip.ts';

/** A sheet by its name and its entry. */
export interface SheetName {
  readonly name: string;
  readonly entry: string;
}

/** What the sheets of a workbook are called, and what they share. */
export interface Workbook {
  readonly sheets: readonly SheetName[];
  readonly context: SheetContext;
}

const WORKBOOK = 'xl/workbook.xml';

/** Whether an archive is an XLSX workbook. */
export function isWorkbook({ entries }: Archive): boolean {
  return entries.has(WORKBOOK);
}

/** @throws SnovioError `invalid_input` when the workbook is broken */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  try {
    const xml = (await archive.text(WORKBOOK)) ?? '';
    const links = elementsOf((await archive.text('xl/_rels/workbook.xml.rels')) ?? '', 'Relationship');
    const entryOf = (id?: string) => {
      const target = links.find(({ Id }) => Id === id)?.Target ?? '';
      return target.startsWith('/') ? target.slice(1) : posix.join('xl', target);
    };
    const sheets = elementsOf(xml, 'sheet')
      .map(sheet => ({ name: sheet.name ?? '', entry: entryOf(sheet['r:id'] ?? sheet['ns0:id']) }))
      // Sheets with charts alone have no cells.
      .filter(({ entry }) => archive.entries.has(entry) && entry.includes('worksheet'));
    const [properties] = elementsOf(xml, 'workbookPr');
    const from1904 = ['1', 'true'].includes(properties?.date1904 ?? '');
    const patterns = patternsOf((await archive.text('xl/styles.xml')) ?? '');
    return { sheets, context: { strings: await readStrings(archive), styles: { patterns, from1904 } } };
  } catch (cause) {
    throw brokenZip(archive.path, cause);
  }
}

/** The texts that cells refer to by number. */
async function readStrings(archive: Archive): Promise<TextTable> {
  const entry = archive.entries.get('xl/sharedStrings.xml');
  const strings = new TextTable();
  if (!entry) return strings;
  let [text, isText, isPhonetic] = ['', false, false];
  const parser = xmlParser({
    open: name => {
      if (name === 'si') text = '';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 't') isText = !isPhonetic;
    },
    text: piece => {
      if (isText) text += piece;
    },
    close: name => {
      if (name === 'si') strings.add(text);
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 't') isText = false;
    },
  });
  for await (const piece of textsOf((await archive.open(entry)) as AsyncIterable<Buffer>))
    parser.write(piece);
  parser.end();
  return strings;
}
