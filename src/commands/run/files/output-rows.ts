import { partsOf, type ResultItem } from '../../../mcp/repeat/rows-flow.ts';
import type { CsvFlow } from '../flows/flow.ts';

// How results become rows of the output. Where a result takes several, each says its place among them: by it an
// interrupted output knows which rows of the input it holds whole.

const PLACE_COLUMNS = ['snovio_row', 'snovio_rows'];

/** The names of the columns that a flow adds. */
export function addedColumnsOf({ outputRows, addedColumns }: CsvFlow): readonly string[] {
  return outputRows ? [...PLACE_COLUMNS, ...addedColumns] : addedColumns;
}

/** How many of the added cells stand before those of the flow. */
export function addedCellsStart({ outputRows }: CsvFlow): number {
  return outputRows ? PLACE_COLUMNS.length : 0;
}

/** The added cells of a result, a list for each row of the output; those of an earlier run where they are kept. */
export function addedCellsOf(flow: CsvFlow, item: ResultItem): string[][] {
  if (Array.isArray(item.kept)) return [item.kept];
  const parts = partsOf(flow, item);
  return parts.map((part, i) => {
    const cells = flow.cells(part).map(cell => cell ?? '');
    return flow.outputRows ? [String(i + 1), String(parts.length), ...cells] : cells;
  });
}

/**
 * The address in a row's cells that later steps go on with; empty where there is none, or the lead is dropped: then it is
 * told, and nothing is done with it.
 * @param cells those of `flow.cells`
 */
export function mailableAddress({ addedColumns }: CsvFlow, cells: readonly (string | undefined)[]): string {
  const cellOf = (column: string) => cells[addedColumns.indexOf(column)] ?? '';
  return cellOf('snovio_verdict') === 'drop' ? '' : cellOf('snovio_email');
}

/** Whether a row of the output with these added cells is the last of its row of the input. */
export function isLastOf({ outputRows }: CsvFlow, [place, places]: readonly string[]): boolean {
  return !outputRows || place === places;
}
