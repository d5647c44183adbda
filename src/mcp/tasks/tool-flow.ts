import type { Tool } from '../../tool.ts';
import type { ResultItem, RowsFlow } from '../repeat/rows-flow.ts';

type Args = Record<string, unknown>;

/** A call of a tool as rows: those of its items, or the call itself as the only one. */
export interface ToolRows {
  readonly flow: RowsFlow<unknown, undefined>;
  readonly rows: readonly unknown[];
  /** Whether the answer has a result for each row. */
  readonly isPerRow: boolean;
}

/** How a tool is asked again for what its answer left open. */
export function rowsOf(tool: Tool, args: Args): ToolRows {
  const name = tool.long?.items?.find(item => args[item] !== undefined);
  const isPerRow = name !== undefined && Object.hasOwn(tool.output.shape, 'results');
  // What a single row says wrong is told of the whole call, as without tasks.
  const common = { tool: tool.name, rowsArguments: [] };
  return isPerRow
    ? {
        flow: { ...common, args: rows => ({ ...args, [name]: rows }) },
        rows: args[name] as unknown[],
        isPerRow,
      }
    : { flow: { ...common, args: () => args, results: answer => [wholeOf(answer)] }, rows: [args], isPerRow };
}

/** What an answer leaves open that is not made of a result for each item. */
function wholeOf(answer: object): ResultItem {
  const {
    pending = 0,
    unfinished,
    open = [],
  } = answer as {
    pending?: number;
    unfinished?: string;
    open?: readonly { status: string; reason?: string }[];
  };
  const idle = open.find(({ status }) => status === 'not_run');
  if (pending > 0 || unfinished === 'pending') return { status: 'pending' };
  if (idle) return { status: 'not_run', reason: idle.reason };
  return unfinished !== undefined && TIMELY.includes(unfinished)
    ? { status: 'not_run', reason: unfinished }
    : { status: 'done' };
}

/** What only time stands in the way of. */
const TIMELY = ['deadline', 'rate_limit', 'hourly_quota'];
