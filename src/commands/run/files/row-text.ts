import { fieldOf, withoutFormula } from '../../../text/csv.ts';
import type { Dialect } from './csv/dialect.ts';
import { encodable } from './encoding/encodable.ts';
import { type Layout, outputFields } from './layout.ts';
import type { OutputRow } from './output.ts';

/** Writes rows of the output as text. */
export class RowText {
  readonly dialect: Dialect;
  readonly #layout: Layout;
  readonly #isGuarded: boolean;
  /** Added cells with characters that the encoding lacks. */
  #replaced = 0;

  /** @param isGuarded whether formulas in added cells are made text */
  constructor(layout: Layout, dialect: Dialect, isGuarded = true) {
    this.#layout = layout;
    this.dialect = dialect;
    this.#isGuarded = isGuarded;
  }

  /** What the user has to know about the cells that were written. */
  get notes(): readonly string[] {
    if (this.#replaced === 0) return [];
    const cells = this.#replaced === 1 ? '1 added cell holds' : `${this.#replaced} added cells hold`;
    return [
      `${cells} characters that ${this.dialect.codec.name} lacks: they stand there without their accents, or as "?". An --out that ends in .xlsx keeps them.`,
    ];
  }

  /** The beginning of the output: what stands before the header, and the header. */
  header(names: readonly string[]): string {
    return this.dialect.preamble + this.row({ row: this.#layout.headerRow, added: [names] });
  }

  row({ row, added }: OutputRow): string {
    const { delimiter, eol } = this.dialect;
    const records = added.map(cells => {
      const fields = cells.map(cell => fieldOf(this.#written(cell), delimiter));
      return outputFields(this.#layout, row, fields).join(delimiter) + (row.eol || eol);
    });
    return row.emptyBefore + records.join('');
  }

  #written(cell: string): string {
    const text = encodable(cell, this.dialect.codec);
    if (text !== cell) this.#replaced += 1;
    return this.#isGuarded ? withoutFormula(text) : text;
  }
}
