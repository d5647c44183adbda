import type { Config, Flags } from '../config/settings.ts';
import type { ToolListing } from '../mcp/tool-listing.ts';
import type { Tool } from '../tool.ts';

/** All tools, whatever the configuration exposes. */
export interface Catalogue {
  /** The tools as hosts see them. */
  readonly listings: readonly ToolListing[];
  /** The tools with their code. */
  tools(): Promise<readonly Tool[]>;
}

/** What a command is run with. */
export interface Invocation extends Catalogue {
  readonly flags: Flags;
  /** The arguments behind the command's name that are no flags. */
  readonly positionals: readonly string[];
  /** Reads and checks the configuration. @throws ConfigError */
  config(): Config;
}

/** A command of the command line. */
export interface Command {
  /** The first line of its help. */
  readonly usage: string;
  readonly help: string;
  /** The help for certain positionals, such as a tool's name; undefined: the command's own help is shown. */
  helpOn?(positionals: readonly string[], catalogue: Catalogue): string | undefined;
  /** The flags that the command has besides the settings'. */
  readonly options?: Readonly<Record<string, { type: 'string' | 'boolean'; short?: string }>>;
  /** @returns the exit code */
  run(invocation: Invocation): Promise<number>;
}
