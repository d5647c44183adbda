import type { CallSettings } from '../../mcp/repeat/attempt.ts';
import { type ChunkResult, runChunk } from '../../mcp/repeat/chunk.ts';
import type { ResultItem } from '../../mcp/repeat/rows-flow.ts';
import type { FlowOptions, NextStep, RowFields } from './flows/flow.ts';

/** How the tool of a flow's second step is called. */
export interface NextSettings extends CallSettings<RowFields, FlowOptions> {
  readonly flow: NextStep;
}

/** A row with the result of the first step. */
export interface JudgedRow {
  readonly fields: RowFields;
  readonly item: ResultItem;
  /** Whether nothing is left to do for it. */
  readonly isDone: boolean;
}

/** Results of rows that follow each other, or why there are no more. */
export interface NextResults extends Pick<ChunkResult, 'stop' | 'stopCode' | 'error'> {
  readonly items: readonly ResultItem[];
}

/**
 * Runs the second step for one row after the other, in order, so that whoever is interrupted has done at most one of them
 * without having noted it.
 * @yields the results of the rows up to each for which the tool was called, and of the rest
 * @throws SnovioError `cancelled` when the signal is aborted
 */
export async function* nextResults(
  rows: readonly JudgedRow[],
  settings: NextSettings,
): AsyncGenerator<NextResults> {
  let items: ResultItem[] = [];
  for (const { fields, item, isDone } of rows) {
    const row = isDone ? undefined : settings.flow.rowOf(fields, item, settings.options);
    if (!row) {
      items.push(item);
      continue;
    }
    const { items: results, stop, stopCode, error } = await runChunk([row], [], settings, () => {});
    const [next] = results;
    if (!next) {
      yield { items, stop: stop ?? 'Snov.io gives no answer', stopCode, error };
      return;
    }
    yield { items: [...items, { ...item, next }] };
    items = [];
  }
  yield { items };
}
