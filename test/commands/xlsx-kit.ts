import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import yazl from 'yazl';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Writes a zip file with these texts. */
export async function writeZip(path: string, entries: Readonly<Record<string, string>>): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const [name, text] of Object.entries(entries)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** The texts of a zip file. */
export async function readZip(path: string): Promise<Record<string, string>> {
  const entries: Record<string, string> = {};
  const file = await yauzl.openPromise(path, { lazyEntries: true });
  for await (const entry of file.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of (await file.openReadStreamPromise(entry)) as AsyncIterable<Buffer>)
      chunks.push(chunk);
    entries[entry.fileName] = Buffer.concat(chunks).toString();
  }
  return entries;
}

/** A workbook with these sheets, each given by what stands in its `sheetData`, and with these shared strings. */
export function workbook(
  sheets: Readonly<Record<string, string>>,
  strings: readonly string[] = [],
): Record<string, string> {
  const names = Object.keys(sheets);
  const files = Object.fromEntries(
    Object.values(sheets).map((rows, at) => [
      `xl/worksheets/sheet${at + 1}.xml`,
      `${XML}<worksheet xmlns="m"><dimension ref="A1:C9"/><sheetData>${rows}</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`,
    ]),
  );
  return {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `${XML}<workbook><workbookPr/><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, at) => `<Relationship Id="r${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="11"/><xf numFmtId="2"/></cellXfs></styleSheet>',
    'xl/sharedStrings.xml': `<sst>${strings.map(text => `<si>${text}</si>`).join('')}</sst>`,
    'xl/theme.bin': 'kept',
    ...files,
  };
}
