import type { Terminal } from '../terminal/terminal.ts';

/** The columns of text where there is no terminal. */
const DEFAULT_WIDTH = 100;
/** Lines longer than this are hard to read, however wide the terminal. */
const WIDEST = 110;
const NARROWEST = 50;
/** Terms longer than this have a line of their own. */
const LONGEST_TERM = 40;

/** The columns that help is wrapped to. */
export function textWidth({ isTTY, columns }: Pick<Terminal, 'isTTY' | 'columns'>): number {
  return isTTY ? Math.max(NARROWEST, Math.min(WIDEST, columns)) : DEFAULT_WIDTH;
}

/** Lines of at most `width` characters; longer words stay whole. Line breaks in the text are spaces. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

/** Terms and what they mean, in two columns, indented by two. */
export function termList(
  entries: readonly (readonly [term: string, meaning: string])[],
  width: number,
): string[] {
  const longest = Math.max(
    0,
    ...entries.map(([term]) => term.length).filter(length => length <= LONGEST_TERM),
  );
  const indent = ' '.repeat(longest + 4);
  return entries.flatMap(([term, meaning]) => {
    const [first = '', ...rest] = wrapped(meaning, width - indent.length);
    const head =
      term.length > longest
        ? [`  ${term}`, `${indent}${first}`]
        : [`  ${term.padEnd(longest)}  ${first}`.trimEnd()];
    return [...head, ...rest.map(line => indent + line)];
  });
}
