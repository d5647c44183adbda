import { type ColumnIndexes, findColumns } from './columns.ts';
import { openTable } from './files/open-table.ts';
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
export async function openInput({ csv, read, flow, mappings }: Job): Promise<Input> {
  const table = await openTable(csv, read);
  return { table, columns: findColumns(flow, table.header, mappings) };
}
