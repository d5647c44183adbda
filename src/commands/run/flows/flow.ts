import type { ResultItem, RowsFlow } from '../../../mcp/repeat/rows-flow.ts';
import type { Concept } from '../columns/headings/terms.ts';

/** An input row by the flow's field names. Fields without a column are missing; empty cells are empty strings. */
export type RowFields = Readonly<Record<string, string>>;

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
  /** The verdicts whose leads are saved; undefined: `ready`. */
  readonly save?: readonly string[] | undefined;
}

/** A free second step: it takes the rows whose first result asks for it, such as saving who is ready. */
export interface NextStep extends RowsFlow<RowFields, FlowOptions> {
  /** The row that the step is given; undefined where the first result is the row's last. */
  rowOf(row: RowFields, result: ResultItem, options: FlowOptions): RowFields | undefined;
}

/** How rows of a CSV file become arguments of the tool of the same name, and its results become cells. */
export interface CsvFlow extends RowsFlow<RowFields, FlowOptions> {
  /** The flow's name on the command line; undefined: its tool's. */
  readonly name?: string;
  /** What is done with the rows after the tool. Its result is the first one's `next`. */
  readonly next?: NextStep;
  /** What becomes of each row, in a few words for the help. */
  readonly summary: string;
  readonly requiredFields: readonly string[];
  /** Fields that do in place of the required ones. The tool then tells of each row what is missing. */
  readonly orFields?: readonly string[];
  /** What each field's column holds, by which the column is found. */
  readonly fields: Readonly<Record<string, Concept>>;
  /** Whether `--map` also takes `customFields.LABEL`, a custom field of the Snov.io account. */
  readonly customFields?: boolean;
  readonly paid: boolean;
  /** Rows of one call; undefined: as many as the tools take. */
  readonly chunkRows?: number;
  /** How many chunks run at once: while Snov.io works on the tasks of one, the next one starts. */
  readonly parallelChunks: number;
  readonly addedColumns: readonly string[];
  /**
   * What rows about the same person have in common, where a person in several rows matters: what this row goes by first,
   * then what other rows may go by. Empty: nobody.
   */
  sameness?(row: RowFields): readonly string[];
  /** The cells of a result, or of a part, in the order of `addedColumns`; undefined is an empty cell. */
  cells(item: ResultItem): readonly (string | undefined)[];
  /** What the summary counts a row of the input as, by its first row of the output; undefined: its first cell. */
  statuses?(cells: readonly string[]): readonly string[];
  /** Why a row's first cell says what it says, where the summary counts that too. */
  reason?(cells: readonly string[]): string | undefined;
}

/** `customFields.LABEL` names the custom field with this label. */
export const CUSTOM_FIELD_PREFIX = 'customFields.';

/** How the command line calls it. */
export function nameOf({ name, tool }: Pick<CsvFlow, 'name' | 'tool'>): string {
  return name ?? tool;
}

/** Rows of one call; the tools take no more than 100. */
export function chunkRowsOf({ chunkRows = 100 }: CsvFlow): number {
  return chunkRows;
}
