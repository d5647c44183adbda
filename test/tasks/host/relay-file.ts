/** What a relay is told by the session. */
export interface RelayFile {
  /** Arguments of Node that start the server. */
  readonly program: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** File in which messages are recorded. */
  readonly messages: string;
  /** File that names the processes which serve the session. */
  readonly pids: string;
}
