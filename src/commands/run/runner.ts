import { type ChunkRequest, type ChunkResult, runChunk } from './chunk.ts';
import { fieldsOf } from './columns.ts';
import type { Fields, Item } from './flows.ts';
import type { Output } from './output.ts';
import type { Progress } from './progress.ts';
import type { Table } from './table.ts';

/** As many as a flow takes in one call. */
export const CHUNK = 100;

export interface Ran {
  readonly spent: number;
  /** How many rows of this run ended with each status. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Why it ended before the end of the file. */
  readonly stop?: string | undefined;
}

interface Chunk {
  readonly rows: readonly (readonly string[])[];
  readonly asked: Promise<ChunkResult>;
}

/** Asks about all rows that are left, some chunks at once, and writes the answered ones in the input's order. */
export async function runAll(
  table: Table,
  output: Output,
  asking: ChunkRequest,
  progress: Progress,
): Promise<Ran> {
  const statuses = new Map<string, number>();
  const underWay: Chunk[] = [];
  let spent = 0;
  const settle = async (chunk: Chunk): Promise<string | undefined> => {
    const { items, spent: credits, stop } = await chunk.asked;
    spent += credits;
    const end = items.indexOf(undefined);
    const done = items.slice(0, end < 0 ? items.length : end) as Item[];
    await output.append(done.map((item, at) => [...(chunk.rows[at] ?? []), ...cellsOf(item, asking)]));
    for (const { status } of done) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    progress.written(output.rows);
    return stop;
  };
  let stop: string | undefined;
  for await (const { own, records } of table.chunks(CHUNK)) {
    const fields = records.map(record => fieldsOf(table.columns, record));
    underWay.push({ rows: own, asked: ask(fields, asking, progress) });
    if (underWay.length < asking.flow.parallel) continue;
    stop = await settleFirst(underWay, settle);
    if (stop !== undefined) break;
  }
  while (stop === undefined && underWay.length > 0) stop = await settleFirst(underWay, settle);
  // What else is under way finishes its call; the ledger keeps what it paid for.
  const rest = await Promise.allSettled(underWay.map(chunk => chunk.asked));
  for (const one of rest) if (one.status === 'fulfilled') spent += one.value.spent;
  return { spent, statuses, stop };
}

function ask(fields: readonly Fields[], asking: ChunkRequest, progress: Progress): Promise<ChunkResult> {
  const moved = progress.chunk();
  const asked = runChunk(fields, asking, moved).finally(() => moved(0));
  // It is awaited in its turn; failing before that is no unhandled rejection.
  asked.catch(() => {});
  return asked;
}

async function settleFirst(chunks: Chunk[], settle: (chunk: Chunk) => Promise<string | undefined>) {
  const [first] = chunks.splice(0, 1);
  return first && settle(first);
}

function cellsOf(item: Item, { flow }: ChunkRequest): string[] {
  return flow.cells(item).map(cell => cell ?? '');
}
