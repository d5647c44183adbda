import { type ColumnIndexes, findColumns } from './columns.ts';
import { openCsv } from './files/csv/csv-table.ts';
import type { Table } from './files/table.ts';
import type { Job } from './job.ts';

/** The user's file, and where the flow finds its fields in it. */
export interface Input {
  readonly table: Table;
  readonly columns: ColumnIndexes;
}

/**
 * Opens a job's file, reads it through and finds the flow's columns in its header.
 * @throws SnovioError `invalid_input` when the file cannot be read, is broken or empty
 * @throws ConfigError when a column is missing
 */
export async function openInput({ csv, flow, mappings }: Job): Promise<Input> {
  const table = await openCsv(csv);
  return { table, columns: findColumns(flow, table.header, mappings) };
}
