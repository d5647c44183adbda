import type { ErrorCode } from '../../errors.ts';
import type { CallSettings } from '../../mcp/repeat/attempt.ts';
import { type ChunkResult, runChunk } from '../../mcp/repeat/chunk.ts';
import type { ResultItem } from '../../mcp/repeat/rows-flow.ts';
import { withColumns } from './columns/explain-reason.ts';
import { type Row, readRow } from './columns/read-row.ts';
import type { Output } from './files/output.ts';
import { addedCellsOf, mailableAddress } from './files/output-rows.ts';
import { chunksOf, type TableRow } from './files/table.ts';
import { type CsvFlow, chunkRowsOf, type FlowOptions, type RowFields } from './flows/flow.ts';
import type { Input } from './input.ts';
import { type NextResults, type NextSettings, nextResults } from './next-step.ts';
import type { Progress } from './progress/progress.ts';
import type { RepeatedRows } from './repeated-rows.ts';
import type { StatusCounts } from './resume/status-counts.ts';

/** How a run calls its flow's tool. */
export interface RunSettings extends CallSettings<RowFields, FlowOptions> {
  readonly flow: CsvFlow;
  /** How the tool of the flow's second step is called. */
  readonly next?: NextSettings | undefined;
}

/** What a run works on. */
export interface Work {
  readonly input: Input;
  readonly output: Output;
  readonly progress: Progress;
  /** Has seen the rows that the output holds. */
  readonly repeated: RepeatedRows;
  /** Has counted the rows that the output holds. */
  readonly counts: StatusCounts;
}

/** How a run ended. */
export interface RunResult {
  /** Why the run stopped before the end of the file. */
  readonly stop?: string | undefined;
  /** The kind of that, where it is known. */
  readonly stopCode?: ErrorCode | undefined;
}

/** A row of the input as it stands in the file, and as the flow reads it. */
interface SourceRow {
  readonly table: TableRow;
  readonly row: Row;
}

interface RunningChunk {
  readonly rows: readonly SourceRow[];
  /** Results of rows that need no call. */
  readonly known: readonly (ResultItem | undefined)[];
  readonly result: Promise<ChunkResult>;
}

/**
 * Runs the flow over all rows that are left, several chunks at once, and writes the results in the input's order.
 * @throws SnovioError `cancelled` when the signal is aborted, `invalid_input` when the input cannot be read
 */
export async function processRows(work: Work, settings: RunSettings): Promise<RunResult> {
  const { input, output, progress, repeated } = work;
  const { flow } = settings;
  const running: RunningChunk[] = [];
  let end: Pick<ChunkResult, 'stop' | 'stopCode'> | undefined;
  const finishFirst = async () => {
    const chunk = running.shift();
    if (!chunk) return;
    const result = await chunk.result;
    let place = 0;
    for await (const { items, ...stopped } of finished(chunk, result, settings, work.repeated)) {
      await write(chunk.rows.slice(place, place + items.length), items, flow, work);
      place += items.length;
      if (stopped.stop !== undefined) end ??= stopped;
    }
    if (result.stop !== undefined) end ??= result;
  };
  for await (const chunk of chunksOf(input.table.rows(output.rows), chunkRowsOf(flow))) {
    const rows = chunk.map(table => ({ table, row: readRow(flow, input.columns, table.cells) }));
    const known = rows.map(({ row, table: { number } }) => repeated.resultOf(row, number));
    const fields = rows.map(({ row }) => row.fields);
    running.push({ rows, known, result: startChunk(fields, known, settings, progress) });
    if (running.length >= flow.parallelChunks) await finishFirst();
    if (end) break;
  }
  while (!end && running.length > 0) await finishFirst();
  // Calls that are still running may be paid for: their answers go into the ledger, where the next run finds them.
  await Promise.allSettled(running.map(chunk => chunk.result));
  return { stop: end?.stop, stopCode: end?.stopCode };
}

async function write(
  rows: readonly SourceRow[],
  items: readonly ResultItem[],
  flow: CsvFlow,
  { input, output, counts, progress }: Work,
): Promise<void> {
  const written = rows.map(({ table, row }, i) => {
    const item = items[i];
    return {
      row: table,
      added: item ? addedCellsOf(flow, withColumns(item, row, flow, input.columns)) : [],
    };
  });
  await output.append(written);
  for (const { added } of written) for (const cells of added) counts.add(cells);
  progress.rowsWritten(output.rows);
}

/** The rows of a chunk that have their first result, and behind the second step the rows that have both. */
function finished(
  { rows, known }: RunningChunk,
  result: ChunkResult,
  { flow, next }: RunSettings,
  repeated: RepeatedRows,
): AsyncIterable<NextResults> | Iterable<NextResults> {
  const items = itemsBeforeGap(result);
  if (!next) return [{ items }];
  const judged = items.map((item, i) => {
    const email = mailableAddress(flow, flow.cells(item));
    const again = known[i] ? undefined : repeated.resultOfFound(email, rows[i]?.table.number ?? 0);
    return {
      fields: rows[i]?.row.fields ?? {},
      item: again ? { ...again, email } : item,
      isDone: (known[i] ?? again) !== undefined,
    };
  });
  return nextResults(judged, next);
}

function startChunk(
  rows: readonly RowFields[],
  known: readonly (ResultItem | undefined)[],
  settings: RunSettings,
  progress: Progress,
): Promise<ChunkResult> {
  // Where a second step follows, a row is done only when that is.
  const onAnswered = settings.next ? () => {} : progress.trackChunk();
  const result = runChunk(rows, known, settings, onAnswered).finally(() => onAnswered(0));
  // It is awaited only when its turn comes. Without a handler, an earlier failure would end the process.
  result.then(
    ({ items, spent }) => progress.rowsPaid(items.filter(Boolean).length, spent),
    () => {},
  );
  return result;
}

/** The answers before the first row that has none: the output keeps the input's order. */
function itemsBeforeGap({ items }: ChunkResult): ResultItem[] {
  const gap = items.indexOf(undefined);
  return items.slice(0, gap < 0 ? items.length : gap) as ResultItem[];
}
