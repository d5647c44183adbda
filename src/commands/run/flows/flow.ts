/** An input row by the flow's field names. Fields without a column are missing; empty cells are empty strings. */
export type RowFields = Readonly<Record<string, string>>;

/** The result for one row, as the tool answers it. The other fields depend on the tool. */
export interface ResultItem {
  readonly status: string;
  readonly reason?: string | undefined;
  readonly [field: string]: unknown;
}

/** Flags that only some flows take. */
export interface FlowOptions {
  /** The list's id or exact name. */
  readonly list?: string | undefined;
  readonly onExisting?: string | undefined;
  readonly confirmSending: boolean;
  readonly positions: readonly string[];
  readonly seniority: readonly string[];
  readonly locations: readonly string[];
  /** Leads of a company. */
  readonly limit?: number | undefined;
  /** Whether addresses are found and paid for. */
  readonly reveal: boolean;
}

/** How rows of a CSV file become arguments of a tool, and its results become cells. */
export interface CsvFlow {
  /** The tool that does the work; the flow has the same name. */
  readonly tool: string;
  /** The tool's arguments that take the rows. */
  readonly rowsArguments: readonly string[];
  readonly requiredFields: readonly string[];
  /** Fields that do in place of the required ones. The tool then tells of each row what is missing. */
  readonly orFields?: readonly string[];
  /** Usual column names by field, most common first, as columns.ts normalises them. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Whether `--map` also takes `customFields.LABEL`, a custom field of the Snov.io account. */
  readonly customFields?: boolean;
  readonly paid: boolean;
  /** The most that a row may cost, in credits, where the tool's arguments leave that open. */
  rowCredits?(options: FlowOptions): number;
  /** Rows of one call; undefined: as many as the tools take. */
  readonly chunkRows?: number;
  /** How many chunks run at once: while Snov.io works on the tasks of one, the next one starts. */
  readonly parallelChunks: number;
  readonly addedColumns: readonly string[];
  /** The tool's arguments for these rows. */
  args(rows: readonly RowFields[], options: FlowOptions): Record<string, unknown>;
  /** What rows about the same person have in common, where a person in several rows matters; undefined: nobody. */
  sameness?(row: RowFields): string | undefined;
  /** The result of each row, in order, where the tool's answer is not made of them. */
  results?(answer: object, rows: readonly RowFields[], options: FlowOptions): readonly ResultItem[];
  /** The parts of a result, each a row of the output, where there may be several. */
  outputRows?(item: ResultItem): readonly ResultItem[];
  /** The cells of a result, or of a part, in the order of `addedColumns`; undefined is an empty cell. */
  cells(item: ResultItem): readonly (string | undefined)[];
}

/** `customFields.LABEL` names the custom field with this label. */
export const CUSTOM_FIELD_PREFIX = 'customFields.';
