import type { CallSettings } from '../../mcp/repeat/attempt.ts';
import { type ChunkResult, runChunk } from '../../mcp/repeat/chunk.ts';
import type { ResultItem } from '../../mcp/repeat/rows-flow.ts';
import { withColumns } from './columns/explain-reason.ts';
import { type Row, readRow } from './columns/read-row.ts';
import type { OutputFile } from './files/output-file.ts';
import { addedCellsOf } from './files/output-rows.ts';
import { chunksOf, type TableRow } from './files/table.ts';
import { type CsvFlow, chunkRowsOf, type FlowOptions, type RowFields } from './flows/flow.ts';
import type { Input } from './input.ts';
import { type NextResults, type NextSettings, nextResults } from './next-step.ts';
import type { Progress } from './progress.ts';
import type { RepeatedRows } from './repeated-rows.ts';

/** How a run calls its flow's tool. */
export interface RunSettings extends CallSettings<RowFields, FlowOptions> {
  readonly flow: CsvFlow;
  /** How the tool of the flow's second step is called. */
  readonly next?: NextSettings | undefined;
}

/** What this process did; rows of an earlier, interrupted run are not counted. */
export interface RunResult {
  /** Credits. */
  readonly spent: number;
  /** How many rows ended with each status. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Why the run stopped before the end of the file. */
  readonly stop?: string | undefined;
}

interface RunningChunk {
  readonly rows: readonly { readonly table: TableRow; readonly row: Row }[];
  /** Results of rows that need no call. */
  readonly known: readonly (ResultItem | undefined)[];
  readonly result: Promise<ChunkResult>;
}

/**
 * Runs the flow over all rows that are left, several chunks at once, and writes the results in the input's order.
 * @param repeated has seen the rows before them
 * @throws SnovioError `cancelled` when the signal is aborted, `invalid_input` when the input cannot be read
 */
export async function processRows(
  { table, columns }: Input,
  output: OutputFile,
  settings: RunSettings,
  progress: Progress,
  repeated: RepeatedRows,
): Promise<RunResult> {
  const { flow } = settings;
  const running: RunningChunk[] = [];
  const statuses = new Map<string, number>();
  let spent = 0;
  let stop: string | undefined;
  const finishFirst = async () => {
    const chunk = running.shift();
    if (!chunk) return;
    const result = await chunk.result;
    spent += result.spent;
    const rows = [...chunk.rows];
    for await (const { items, stop: stopped } of finished(chunk, result, settings)) {
      await output.append(
        items.flatMap(item => {
          const source = rows.shift();
          if (!source) return [];
          const told = withColumns(item, source.row, flow, columns);
          return [{ row: source.table, added: addedCellsOf(flow, told) }];
        }),
      );
      for (const { status } of items) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      progress.rowsWritten(output.rows);
      stop ??= stopped;
    }
    stop ??= result.stop;
  };
  for await (const chunk of chunksOf(table.rows(output.rows), chunkRowsOf(flow))) {
    const rows = chunk.map(table => ({ table, row: readRow(flow, columns, table.cells) }));
    const known = rows.map(({ row, table: { number } }) => repeated.resultOf(row, number));
    const fields = rows.map(({ row }) => row.fields);
    running.push({ rows, known, result: startChunk(fields, known, settings, progress) });
    if (running.length >= flow.parallelChunks) await finishFirst();
    if (stop !== undefined) break;
  }
  while (stop === undefined && running.length > 0) await finishFirst();
  // Calls that are still running may be paid for: their answers go into the ledger, where the next run finds them.
  const others = await Promise.allSettled(running.map(chunk => chunk.result));
  for (const other of others) if (other.status === 'fulfilled') spent += other.value.spent;
  return { spent, statuses, stop };
}

/** The rows of a chunk that have their first result, and behind the second step the rows that have both. */
function finished(
  { rows, known }: RunningChunk,
  result: ChunkResult,
  { next }: RunSettings,
): AsyncIterable<NextResults> | Iterable<NextResults> {
  const items = itemsBeforeGap(result);
  if (!next) return [{ items }];
  const judged = items.map((item, i) => ({
    fields: rows[i]?.row.fields ?? {},
    item,
    isDone: known[i] !== undefined,
  }));
  return nextResults(judged, next);
}

function startChunk(
  rows: readonly RowFields[],
  known: readonly (ResultItem | undefined)[],
  settings: RunSettings,
  progress: Progress,
): Promise<ChunkResult> {
  const onAnswered = progress.trackChunk();
  const result = runChunk(rows, known, settings, onAnswered).finally(() => onAnswered(0));
  // It is awaited only when its turn comes. Without a handler, an earlier failure would end the process.
  result.catch(() => {});
  return result;
}

/** The answers before the first row that has none: the output keeps the input's order. */
function itemsBeforeGap({ items }: ChunkResult): ResultItem[] {
  const gap = items.indexOf(undefined);
  return items.slice(0, gap < 0 ? items.length : gap) as ResultItem[];
}
