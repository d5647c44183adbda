import { lettersOf } from './sheet.ts';

/** A cell with a text, which spreadsheets never run as a formula. @param prefix of the sheet's element names, such as `x:` */
export function cellXml(text: string, column: number, row: number, prefix = ''): string {
  const [c, is, t] = ['c', 'is', 't'].map(name => prefix + name);
  const place = `${lettersOf(column)}${row}`;
  return `<${c} r="${place}" t="inlineStr"><${is}><${t} xml:space="preserve">${escapeXml(text)}</${t}></${is}></${c}>`;
}

/** Spreadsheets refuse longer texts. */
const LONGEST_CELL = 32_767;

/** Characters that XML cannot hold are left out. */
function escapeXml(text: string): string {
  return (
    text
      .slice(0, LONGEST_CELL)
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
      .replace(/[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\r', '&#13;')
  );
}
