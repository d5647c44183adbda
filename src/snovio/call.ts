/** One tool call as the client sees it: who waits, until when, and whom to tell. */
export interface Call {
  /** Aborts when the host cancels the call or goes away. */
  readonly signal: AbortSignal;
  /** When the call has to answer, in milliseconds since the epoch. */
  readonly deadline: number;
  /** The tool that is running, for the spending record. */
  readonly tool: string;
  /** Reports progress when the host asked for it. */
  progress?(done: number, total: number, message: string): void;
}
