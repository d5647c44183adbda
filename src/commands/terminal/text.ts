import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { withoutHidden } from '../../text/line.ts';

// Texts of others as a terminal may show them: without sequences that move the cursor, change the title or the clipboard,
// and without characters that nobody sees.

/** One line. Line breaks and tabs are spaces. */
export function oneLine(text: string): string {
  return withoutHidden(stripVTControlCharacters(text).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')).trim();
}

/** All lines of a text, without empty ones at either end. */
export function severalLines(text: string): string[] {
  const lines = stripVTControlCharacters(text)
    .split(/\r\n|[\n\r\p{Zl}\p{Zp}]/u)
    .map(line => withoutHidden(line.replace(/\p{Cc}+/gu, ' ')).trimEnd());
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** How many columns a line takes: two for wide characters and emoji, none for combining ones. */
export function widthOf(line: string): number {
  return stringWidth(line);
}

/** A line filled up with spaces to this many columns. */
export function padded(line: string, columns: number): string {
  return line + ' '.repeat(Math.max(0, columns - widthOf(line)));
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A line in pieces of at most so many columns, cut between words where it can be. */
export function foldedTo(line: string, columns: number): string[] {
  const lines: string[] = [];
  let current = '';
  let width = 0;
  for (const piece of line.split(' ').flatMap(word => cutTo(word, columns))) {
    const more = widthOf(piece);
    const needed = current === '' ? more : width + 1 + more;
    if (current !== '' && needed > columns) {
      lines.push(current);
      [current, width] = [piece, more];
    } else [current, width] = [current === '' ? piece : `${current} ${piece}`, needed];
  }
  return [...lines, current];
}

/** A word in pieces of at most so many columns. No piece ends inside of what is seen as one character. */
function cutTo(word: string, columns: number): string[] {
  if (widthOf(word) <= columns) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of GRAPHEMES.segment(word)) {
    if (piece !== '' && widthOf(piece + segment) > columns) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...pieces, piece];
}
