/** Which rows of a JSON array are wanted: those from one position to before another. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

const QUOTE = 0x22;
const ESCAPE = 0x5c;
const COMMA = 0x2c;
const ARRAY = 0x5b;
const OPENING: readonly number[] = [ARRAY, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];
const BLANK: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/**
 * Reads an answer of which only some rows are wanted: a page of the analytics can hold 10,000 of them, and an answer tells a
 * few.
 * @returns its text where it is no array or all its rows are wanted; else `{"rows": [those], "count": all}`
 */
export async function readRows(body: AsyncIterable<Uint8Array>, wanted: RowWindow): Promise<string> {
  const reader = new RowReader(wanted);
  const others: Uint8Array[] = [];
  let isArray: boolean | undefined;
  for await (const bytes of body) {
    isArray ??= beginsArray(bytes);
    if (isArray) reader.take(bytes);
    else others.push(bytes);
  }
  return isArray ? reader.text() : Buffer.concat(others).toString();
}

/** undefined while there are only blanks. */
function beginsArray(bytes: Uint8Array): boolean | undefined {
  const first = bytes.find(byte => !BLANK.includes(byte));
  return first === undefined ? undefined : first === ARRAY;
}

/** Goes through the bytes of an array as they come. In UTF-8 no byte of a longer character looks like one of JSON's own. */
class RowReader {
  readonly #wanted: RowWindow;
  readonly #kept: string[] = [];
  #count = 0;
  /** What has come of the row that is being read, if it is wanted, and whether that is more than blanks. */
  #row: Uint8Array[] = [];
  #hasBegun = false;
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  #isOver = false;
  #isBroken = false;

  constructor(wanted: RowWindow) {
    this.#wanted = wanted;
  }

  take(bytes: Uint8Array): void {
    let start = 0;
    for (const [index, byte] of bytes.entries()) {
      if (this.#inText) this.#readText(byte);
      else if (this.#endsRow(byte)) {
        this.#keep(bytes.subarray(start, index));
        this.#endRow();
        start = index + 1;
      } else if (this.#depth === 0 && byte === ARRAY && !this.#isOver) {
        this.#depth = 1;
        start = index + 1;
      } else this.#readByte(byte);
    }
    if (this.#depth > 0) this.#keep(bytes.subarray(start));
  }

  /** Nothing that could be read where the array does not end, or something follows it. */
  text(): string {
    if (!this.#isOver || this.#isBroken) return '';
    const rows = `[${this.#kept.join(',')}]`;
    return this.#kept.length === this.#count ? rows : `{"rows":${rows},"count":${this.#count}}`;
  }

  #readText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === ESCAPE) this.#isEscaped = true;
    else if (byte === QUOTE) this.#inText = false;
  }

  #readByte(byte: number): void {
    if (BLANK.includes(byte)) return;
    this.#hasBegun = true;
    if (this.#depth === 0) this.#isBroken = true;
    else if (byte === QUOTE) this.#inText = true;
    else if (OPENING.includes(byte)) this.#depth += 1;
    else if (CLOSING.includes(byte)) this.#depth -= 1;
  }

  #endsRow(byte: number): boolean {
    if (this.#depth !== 1) return false;
    if (CLOSING.includes(byte)) this.#isOver = true;
    return this.#isOver || byte === COMMA;
  }

  #keep(bytes: Uint8Array): void {
    // A copy: what comes from the network shares its memory with rows that nobody wants.
    if (this.#isWanted() && bytes.length > 0) this.#row.push(Uint8Array.from(bytes));
  }

  #endRow(): void {
    if (this.#isOver) this.#depth = 0;
    if (this.#isOver && this.#count === 0 && !this.#hasBegun) return;
    if (this.#isWanted()) this.#kept.push(Buffer.concat(this.#row).toString());
    this.#row = [];
    this.#hasBegun = false;
    this.#count += 1;
  }

  #isWanted(): boolean {
    return this.#count >= this.#wanted.from && this.#count < this.#wanted.to;
  }
}
