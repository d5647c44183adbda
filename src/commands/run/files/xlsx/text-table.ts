/** How many bytes the table begins with; it doubles when they are used up. */
const FIRST_BYTES = 2 ** 16;

/**
 * The texts that the cells of a workbook refer to by number. They stand in one buffer: as strings, those of a large workbook
 * would be most of what the garbage collector has to look through, which then lets several times as much garbage pile up.
 */
export class TextTable {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #used = 0;
  /** Where each text ends. */
  readonly #ends: number[] = [];

  add(text: string): void {
    const length = Buffer.byteLength(text);
    if (this.#used + length > this.#bytes.length) this.#grow(this.#used + length);
    this.#used += this.#bytes.write(text, this.#used);
    this.#ends.push(this.#used);
  }

  /** The text of a number, from 0; undefined where there is none. */
  at(number: number): string | undefined {
    const end = this.#ends[number];
    return end === undefined ? undefined : this.#bytes.toString('utf8', this.#ends[number - 1] ?? 0, end);
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.max(least, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
