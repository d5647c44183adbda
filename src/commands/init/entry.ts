/** How a host's configuration starts this server, or where it is. */
export interface ServerEntry {
  readonly type?: 'stdio' | 'http';
  readonly command?: string;
  readonly args?: readonly string[];
  /** References to credentials, never their values. */
  readonly env?: Readonly<Record<string, string>>;
  /** Codex: the names of the variables that it passes on. */
  readonly env_vars?: readonly string[];
  /** Codex: how long the start may take; npx may have to download the package first. */
  readonly startup_timeout_sec?: number;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearer_token_env_var?: string;
}
