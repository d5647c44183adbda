import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach } from 'vitest';
import { chooseOn } from '../../src/commands/run/files/choose.ts';
import { openOutput } from '../../src/commands/run/files/open-output.ts';
import { openTable } from '../../src/commands/run/files/open-table.ts';
import type { ReadOptions, Table, TableRow } from '../../src/commands/run/files/table.ts';

let folder: string;

/** Gives each test of a file a folder of its own. */
export function useFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'snovio-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

export const path = (name: string): string => join(folder, name);
export const encoded = (text: string, encoding: string): Buffer => iconv.encode(text, encoding);
export const read = (name: string, encoding = 'utf8'): string =>
  iconv.decode(readFileSync(path(name)), encoding);

/** Where nobody can be asked. */
export const noChoice = chooseOn({
  input: process.stdin,
  output: Object.assign(process.stderr, { isTTY: false }),
});

/** Opens a file with these bytes. */
export function tableOf(
  bytes: Buffer | string,
  options: Partial<ReadOptions> = {},
  name = 'in.csv',
): Promise<Table> {
  writeFileSync(path(name), bytes);
  return openTable(path(name), { choose: noChoice, ...options });
}

export async function rowsOf(table: Table): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of table.rows()) rows.push(row);
  return rows;
}

export async function cellsOf(table: Table): Promise<(readonly string[])[]> {
  return [table.header, ...(await rowsOf(table)).map(({ cells }) => cells)];
}

/** Writes a table with a column `snovio_status` that each row gets these cells in. @returns what the output told */
export async function writeOut(
  table: Table,
  name = 'out.csv',
  cells: (row: TableRow) => readonly string[] = () => ['valid'],
): Promise<readonly string[]> {
  const output = await openOutput(path(name), table, {
    names: ['snovio_status'],
    isRowForRow: true,
    isLast: () => true,
  });
  const rows = (await rowsOf(table)).slice(output.rows);
  await output.append(rows.map(row => ({ row, added: cells(row).map(cell => [cell]) })));
  await output.complete();
  return output.notes;
}
