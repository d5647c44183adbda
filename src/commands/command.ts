import type { SettingGroup } from '../config/setting-groups.ts';
import type { Config, Flags } from '../config/settings.ts';
import type { ToolListing } from '../mcp/tool-listing.ts';
import type { Tool } from '../tool.ts';
import type { Terminal } from './terminal/terminal.ts';

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
  /** All commands by name. */
  readonly commands: Commands;
  /** What stdout leads to. */
  readonly terminal: Terminal;
  /** Reads and checks the configuration. @throws ConfigError */
  config(): Config;
}

/** A flag of a command. Help, completion and the refusal of wrong flags are made from it. */
export type Option = Switch | ValueOption;

interface AnyOption {
  /** What it does, as a part of a sentence: small first letter, no full stop. */
  readonly description: string;
  /** A letter that does as well, as in `-h`. */
  readonly short?: string;
  /** The first arguments that it goes with, such as flows of `run`; missing: it goes with all. */
  readonly only?: readonly string[];
}

/** A flag that is on where it is given. */
export interface Switch extends AnyOption {
  readonly type: 'boolean';
}

/** A flag with a value. */
export interface ValueOption extends AnyOption {
  readonly type: 'string';
  /** What stands for the value in the help, such as `FILE` or `N`. */
  readonly value: string;
  /** The only values that it takes, where these are few words. */
  readonly values?: readonly string[];
  /** Whether it may be given several times; its value is then a list. */
  readonly multiple?: boolean;
  /** Whether the value is a comma list of these values. */
  readonly isList?: boolean;
  /** Where the value is `name=…`: the names, given the command's first argument. */
  names?(subject: string | undefined, catalogue: Pick<Catalogue, 'listings'>): readonly string[];
  /** Whether the value is the path of a file, which shells complete. */
  readonly isFile?: boolean;
}

export type Options = Readonly<Record<string, Option>>;

/** One of the words that a command's first argument may be. */
export interface Choice {
  readonly name: string;
  /** A few words. */
  readonly meaning: string;
}

/** What the first argument of a command names. */
export interface Subject {
  /** One of them in small letters, such as `flow`; the help writes it `FLOW`. */
  readonly noun: string;
  choices(
    catalogue: Pick<Catalogue, 'listings'>,
    commands: Commands,
  ): readonly Choice[] | Promise<readonly Choice[]>;
  /** The command line that lists them all. */
  readonly listedBy: string;
}

/** What help was asked for, and where it is read. */
export interface HelpTopic {
  readonly positionals: readonly string[];
  readonly flags: Flags;
  readonly terminal: Terminal;
}

/** A command of the command line. */
export interface Command {
  /** A few words for the list of commands, as a part of a sentence. */
  readonly summary: string;
  /** The first line of its help. */
  readonly usage: string;
  readonly help: string;
  /** The help on what the first argument names, such as a tool; undefined: the command's own help is shown. */
  helpOn?(topic: HelpTopic, catalogue: Pick<Catalogue, 'listings'>): string | undefined;
  /** The flags that the command has besides the settings'. */
  readonly options?: Options;
  /** Groups of settings that matter to it. Missing: all but those of `http`. */
  readonly settings?: readonly SettingGroup[];
  /** What its first argument names, where that is one of known words. */
  readonly subject?: Subject;
  /** How many arguments it takes at most. Missing: none. */
  readonly mostArguments?: number;
  /** Whole command lines that show how it is used. */
  readonly examples?: readonly string[];
  /** @returns the exit code */
  run(invocation: Invocation): Promise<number>;
}

/** Commands by name. Each is loaded only when it is needed. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>;
