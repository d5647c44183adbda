import type { Run, Values } from './connections.ts';

/** Takes a value into a statement. @returns its place there, such as `$4` */
export type Place = (value: Values[number]) => string;

/** Columns of a row by their names, as SQL. */
export type Columns = Readonly<Record<string, string>>;

/** Single facts that are asked for. Their names are none of the columns of rows that are read with them. */
export interface Asked {
  readonly facts: Columns;
  /** A change that is made before, and that they may tell of: what a WITH begins with, such as `slot AS (UPDATE …)`. */
  readonly first?: string;
}

/**
 * Reads single facts and rows in one statement: one look at the database, and one way there and back.
 * @param rows a SELECT of rows whose column `key` is never null
 */
export async function readTogether<Facts extends object, R extends object>(
  run: Run,
  key: keyof R,
  asked: (place: Place) => Asked,
  rows: (place: Place) => string,
): Promise<{ facts: Facts; rows: R[] }> {
  const { place, values } = places();
  const { facts, first: change } = asked(place);
  const both = `SELECT * FROM (${selectOf(facts)}) AS facts FULL JOIN (${rows(place)}) AS rows ON false`;
  const read = await run<Facts & R>(change ? `WITH ${change} ${both}` : both, values);
  const first = read.find(row => row[key] === null);
  if (!first) throw new Error('A statement that always answers with a row had none.');
  return { facts: first, rows: read.filter(row => row !== first) };
}

/** Reads single facts. */
export async function readFacts<Facts extends object>(
  run: Run,
  facts: (place: Place) => Columns,
): Promise<Facts> {
  const { place, values } = places();
  const [row] = await run<Facts>(selectOf(facts(place)), values);
  if (!row) throw new Error('A statement that always answers with a row had none.');
  return row;
}

function selectOf(columns: Columns): string {
  return `SELECT ${Object.entries(columns).map(([name, sql]) => `${sql} AS "${name}"`)}`;
}

function places(): { place: Place; values: Values[number][] } {
  const values: Values[number][] = [];
  return { place: value => `$${values.push(value)}`, values };
}
