import type { Config, Flags } from '../config/settings.ts';
import type { ToolListing } from '../mcp/tool-listing.ts';
import type { Tool } from '../tool.ts';

/** Every tool there is. */
export interface Catalogue {
  /** As hosts are told of them. */
  readonly listings: readonly ToolListing[];
  /** With the code behind them. */
  tools(): Promise<readonly Tool[]>;
}

export interface Invocation extends Catalogue {
  readonly flags: Flags;
  readonly positionals: readonly string[];
  /** Reads and checks the configuration. @throws ConfigError */
  config(): Config;
}

/** A command of the command line. */
export interface Command {
  /** The first line of its help. */
  readonly usage: string;
  readonly help: string;
  /** Help on what stands behind the command's name; undefined: there is none of its own. */
  helpOn?(positionals: readonly string[], catalogue: Catalogue): string | undefined;
  /** Flags besides the configuration's. */
  readonly options?: Readonly<Record<string, { type: 'string' | 'boolean'; short?: string }>>;
  /** @returns the exit code */
  run(invocation: Invocation): Promise<number>;
}
