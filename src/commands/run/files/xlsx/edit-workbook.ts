import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WorkbookPlace } from '../table.ts';
import { type SheetRow, sheetPieces } from './sheet.ts';
import { cellXml } from './write-xml.ts';
import { isFilled } from './xlsx-table.ts';

/** Texts by their column, from 0. */
export type NewCells = ReadonlyMap<number, string>;

/**
 * Writes a workbook anew with texts set in the rows of one of its sheets; all else stays as it is.
 * @param rows the texts for each row that is not empty, the header first
 */
export async function editWorkbook(
  path: string,
  place: WorkbookPlace,
  rows: AsyncIterator<NewCells>,
): Promise<void> {
  const { ZipFile } = await import('yazl');
  const { archive, sheet } = place;
  const zip = new ZipFile();
  for (const [name, entry] of archive.entries) {
    if (name.endsWith('/')) continue;
    zip.addReadStreamLazy(name, { compress: entry.compressionMethod !== 0 }, done => {
      if (name === sheet) done(null, Readable.from(editedSheet(place, rows)));
      else
        archive.open(entry).then(
          stream => done(null, stream),
          error => done(error, Readable.from([])),
        );
    });
  }
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  zip.end();
  await Promise.race([pipeline(zip.outputStream, createWriteStream(path)), failed]);
}

async function* editedSheet(
  { archive, sheet, context }: WorkbookPlace,
  rows: AsyncIterator<NewCells>,
): AsyncGenerator<Buffer> {
  let rest = '';
  let offset = 0;
  for await (const piece of sheetPieces(archive, sheet, context)) {
    rest += piece.text;
    let edited = '';
    for (const row of piece.rows) {
      const from = row.start - offset;
      edited += rest.slice(0, from);
      const text = rest.slice(from, row.end - offset);
      const cells = isFilled(row) ? ((await rows.next()).value as NewCells | undefined) : undefined;
      edited += cells ? editedRow(text, row, cells) : text;
      rest = rest.slice(row.end - offset);
      offset = row.end;
    }
    yield Buffer.from(withoutDimension(edited));
  }
  yield Buffer.from(rest);
}

/** The size of the sheet, which the new columns change; it may be missing. */
function withoutDimension(text: string): string {
  return text.replace(/<(?:\w+:)?dimension [^<>]*\/>/, '');
}

function editedRow(text: string, row: SheetRow, cells: NewCells): string {
  const tag = text.slice(0, row.tagEnd - row.start);
  const prefix = /^<(\w+:)?/.exec(tag)?.[1] ?? '';
  const isClosed = tag.endsWith('/>');
  // It says which columns are in use, and may be missing.
  const opened = tag.replace(/\sspans="[^"]*"/, '').replace(/\/>$/, '>');
  const kept = row.cells
    .filter(({ column }) => !cells.has(column))
    .map(({ column, start, end }) => ({ column, xml: text.slice(start - row.start, end - row.start) }));
  const added = [...cells]
    .filter(([, cell]) => cell !== '')
    .map(([column, cell]) => ({
      column,
      xml: cellXml(cell, column, row.number, prefix),
    }));
  const all = [...kept, ...added].sort((a, b) => a.column - b.column).map(({ xml }) => xml);
  const end = isClosed ? `</${prefix}row>` : /<\/[^<]*$/.exec(text)?.[0];
  return opened + all.join('') + end;
}
