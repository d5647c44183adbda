/** The result for one row, as the tool answers it. The other fields depend on the tool. */
export interface ResultItem {
  readonly status: string;
  readonly reason?: string | undefined;
  readonly [field: string]: unknown;
}

/** How rows become arguments of a tool, and its answer becomes a result for each of them. */
export interface RowsFlow<Row, Options> {
  /** The tool that does the work. */
  readonly tool: string;
  /** The tool's arguments that take the rows. */
  readonly rowsArguments: readonly string[];
  /** The most that a row may cost, in credits, where the tool's arguments leave that open. */
  rowCredits?(options: Options): number;
  /** The tool's arguments for these rows. */
  args(rows: readonly Row[], options: Options): Record<string, unknown>;
  /** The result of each row, in order, where the tool's answer is not made of them. */
  results?(answer: object, rows: readonly Row[], options: Options): readonly ResultItem[];
  /** The parts of a result, where there may be several. */
  outputRows?(item: ResultItem): readonly ResultItem[];
}

/** The parts that a result is judged by. */
export function partsOf(
  { outputRows }: Pick<RowsFlow<never, never>, 'outputRows'>,
  item: ResultItem,
): readonly ResultItem[] {
  return outputRows ? outputRows(item) : [item];
}
