import type { Config, Flags } from '../config.ts';
import type { Tool } from '../tool.ts';

export interface Invocation {
  readonly flags: Flags;
  readonly positionals: readonly string[];
  /** Every tool there is. */
  readonly tools: readonly Tool[];
  /** Reads and checks the configuration. @throws ConfigError */
  config(): Config;
}

/** A command of the command line. */
export interface Command {
  /** The first line of its help. */
  readonly usage: string;
  readonly help: string;
  /** Flags besides the configuration's. */
  readonly options?: Readonly<Record<string, { type: 'string' | 'boolean'; short?: string }>>;
  /** @returns the exit code */
  run(invocation: Invocation): Promise<number>;
}
