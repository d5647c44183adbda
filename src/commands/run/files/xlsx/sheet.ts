import { type NumberStyles, numberText } from './cell-text.ts';
import type { TextTable } from './text-table.ts';
import { textsOf, xmlParser } from './xml.ts';
import { type Archive, brokenZip } from './zip.ts';

/** A cell of a sheet, and where it stands in the sheet's text. */
export interface SheetCell {
  /** From 0. */
  readonly column: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A row of a sheet, and where it stands in the sheet's text. */
export interface SheetRow {
  /** From 1. */
  readonly number: number;
  readonly cells: readonly SheetCell[];
  readonly start: number;
  /** Behind the row's start tag, and whether that closes the row too. */
  readonly tagEnd: number;
  readonly end: number;
}

/** What the cells of all sheets of a workbook share. */
export interface SheetContext {
  readonly strings: TextTable;
  readonly styles: NumberStyles;
}

/** A piece of a sheet's text, with the rows that end in it. */
export interface SheetPiece {
  readonly text: string;
  readonly rows: readonly SheetRow[];
}

type Attributes = Readonly<Record<string, string>>;

const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;

/**
 * Reads a sheet.
 * @throws SnovioError `invalid_input` when it is broken
 */
export async function* sheetPieces(
  archive: Archive,
  name: string,
  context: SheetContext,
): AsyncGenerator<SheetPiece> {
  const entry = archive.entries.get(name);
  if (!entry) throw brokenZip(archive.path);
  const reader = new SheetReader(context);
  try {
    for await (const text of textsOf((await archive.open(entry)) as AsyncIterable<Buffer>)) {
      yield { text, rows: reader.read(text) };
    }
  } catch (cause) {
    throw brokenZip(archive.path, cause);
  }
}

/** Puts the cells and rows of a sheet together from its XML. */
class SheetReader {
  readonly #context: SheetContext;
  readonly #parser = xmlParser({
    open: (name, attributes, start, end) => this.#open(name, attributes, start, end),
    text: text => {
      if (this.#isText) this.#text += text;
    },
    close: (name, start, end) => this.#close(name, start, end),
  });
  #rows: SheetRow[] = [];
  #cells: SheetCell[] = [];
  #number = 0;
  #rowStart = 0;
  #tagEnd = 0;
  #column = -1;
  #cellStart = 0;
  #type = '';
  #style = 0;
  #text = '';
  #isText = false;
  #isPhonetic = false;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  /** @returns the rows that end in this text */
  read(text: string): SheetRow[] {
    this.#rows = [];
    this.#parser.write(text);
    return this.#rows;
  }

  #open(name: string, attributes: Attributes, start: number, end: number): void {
    if (name === 'row') this.#openRow(attributes, start, end);
    else if (name === 'c') this.#openCell(attributes, start);
    else if (name === 'rPh') this.#isPhonetic = true;
    else if (name === 'v' || name === 't') this.#isText = !this.#isPhonetic;
  }

  #openRow({ r }: Attributes, start: number, end: number): void {
    this.#number = r ? Number(r) : this.#number + 1;
    if (!(this.#number >= 1 && this.#number <= MOST_ROWS)) throw new RangeError('row');
    [this.#rowStart, this.#tagEnd, this.#column, this.#cells] = [start, end, -1, []];
  }

  #openCell({ r, t = 'n', s = '0' }: Attributes, start: number): void {
    this.#column = r ? columnOf(r) : this.#column + 1;
    if (!(this.#column >= 0 && this.#column < MOST_COLUMNS)) throw new RangeError('column');
    [this.#cellStart, this.#type, this.#style, this.#text] = [start, t, Number(s), ''];
  }

  #close(name: string, _start: number, end: number): void {
    if (name === 'v' || name === 't') this.#isText = false;
    else if (name === 'rPh') this.#isPhonetic = false;
    else if (name === 'c') {
      const text = this.#cellText();
      this.#cells.push({ column: this.#column, text, start: this.#cellStart, end });
    } else if (name === 'row') {
      const [number, cells] = [this.#number, this.#cells];
      this.#rows.push({ number, cells, start: this.#rowStart, tagEnd: this.#tagEnd, end });
    }
  }

  #cellText(): string {
    const { strings, styles } = this.#context;
    if (this.#text === '') return '';
    if (this.#type === 's') return strings.at(Number(this.#text)) ?? '';
    if (this.#type === 'b') return this.#text === '1' ? 'TRUE' : 'FALSE';
    return this.#type === 'n' ? numberText(this.#text, this.#style, styles) : this.#text;
  }
}

/** The column of a reference such as `AB12`, from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** The letters of a column, from 0. */
export function lettersOf(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? lettersOf(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}
