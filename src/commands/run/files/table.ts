import type { Choose } from './choose.ts';
import type { Dialect } from './csv/dialect.ts';
import type { SheetContext } from './xlsx/sheet.ts';
import type { Archive } from './xlsx/zip.ts';

/** What a user says about a file, where it cannot tell by itself. */
export interface ReadOptions {
  /** The value of `--encoding`. */
  readonly encoding?: string | undefined;
  /** The value of `--delimiter`. */
  readonly delimiter?: string | undefined;
  /** The value of `--sheet`. */
  readonly sheet?: string | undefined;
  /** Answers what is not certain. */
  readonly choose: Choose;
}

/** A row of a table: what is in it, and how it stands in the file. */
export interface TableRow {
  /** The cells' texts. A row may have fewer cells than the header, or more. */
  readonly cells: readonly string[];
  /** The same cells as they are written in CSV, with their own quotes. */
  readonly fields: readonly string[];
  /** The empty rows before this one as they are written in CSV, with their line ends; they are nobody's. */
  readonly emptyBefore: string;
  /** The row's own line end; empty where the file ends without one. */
  readonly eol: string;
  /** Where a spreadsheet shows the row, from 1: empty rows count, lines within a cell do not. */
  readonly number: number;
}

/** What a first pass through the whole file has found. */
export interface TableTotals {
  /** Rows that are not empty, without the header. */
  readonly rows: number;
  /** The most cells that a row has, the header included. */
  readonly width: number;
  /** The empty rows at the end as they are written in CSV. */
  readonly emptyAtEnd: string;
}

/** A sheet of a workbook that is open. */
export interface WorkbookPlace {
  readonly archive: Archive;
  /** The sheet's entry. */
  readonly sheet: string;
  readonly context: SheetContext;
}

/** The user's file. It has been read through once, so that what is broken in it is found before anything is paid. */
export interface Table {
  readonly path: string;
  /** The texts of the first row that is not empty. */
  readonly header: readonly string[];
  readonly headerRow: TableRow;
  readonly totals: TableTotals;
  /** What the user has to know about how it is read, a sentence each. */
  readonly notes: readonly string[];
  /** Where it stands in its workbook; undefined for CSV. */
  readonly workbook?: WorkbookPlace | undefined;
  /** How the fields of the rows are written. */
  readonly dialect: Dialect;
  /**
   * The rows below the header that are not empty, in order. May be called again and again.
   * @param from how many of them to leave out
   * @throws SnovioError `invalid_input` when the file is broken
   */
  rows(from?: number): AsyncGenerator<TableRow>;
}

/** Gathers rows, `size` at a time. */
export async function* chunksOf(rows: AsyncIterable<TableRow>, size: number): AsyncGenerator<TableRow[]> {
  let chunk: TableRow[] = [];
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
