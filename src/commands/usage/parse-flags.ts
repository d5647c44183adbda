import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { ConfigError, type Flags, SETTINGS } from '../../config/settings.ts';
import { nearest } from '../../text/nearest.ts';
import type { Command, Commands, Option, Options } from '../command.ts';
import { COMMON_FLAGS, settingsFlags } from './settings-flags.ts';

/** What runs without a command. */
export const BARE_COMMAND = 'stdio';

/** A command line, taken apart. */
export interface CommandLine {
  readonly flags: Flags;
  readonly positionals: readonly string[];
}

/** All flags that a command takes: its own, the settings' and the common ones. */
export function flagsOf(command: Pick<Command, 'options'>): Options {
  return { ...settingsFlags(), ...command.options, ...COMMON_FLAGS };
}

/**
 * Takes the arguments behind a command's name apart.
 * @throws ConfigError that names each flag that is unknown, without its value, or given twice
 */
export async function parseFlags(
  args: readonly string[],
  name: string,
  command: Pick<Command, 'options'>,
  commands: Commands,
): Promise<CommandLine> {
  const options = flagsOf(command);
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(options).map(([flag, option]) => [flag, parsedAs(option)]),
  );
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: config,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = tokens.filter(token => token.kind === 'option');
  const isHelp = values.help === true;
  const problems: string[] = [];
  for (const token of given) {
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    const problem = option
      ? (valueProblem(token, option) ??
        wordProblem(token, command.options ?? {}) ??
        (isHelp ? undefined : subjectProblem(token.rawName, option, positionals[0])))
      : await unknownFlag(token.rawName, name, options, commands);
    if (problem !== undefined) problems.push(problem);
  }
  const [first, ...others] = [...problems, ...givenTwice(given, command.options ?? {})];
  if (first !== undefined) throw new ConfigError(first, ...others);
  return { flags: values as Flags, positionals };
}

function parsedAs(option: Option) {
  return {
    type: option.type,
    ...(option.short !== undefined && { short: option.short }),
    ...(option.type === 'string' && option.multiple && { multiple: true }),
  };
}

interface Given {
  readonly name: string;
  /** As it was written, such as `-h`. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value was written behind an equals sign. */
  readonly inlineValue?: boolean | undefined;
}

/** What is wrong with a flag that lacks its value, has one that it does not take, or has another flag for one. */
function valueProblem({ rawName, value, inlineValue }: Given, option: Option): string | undefined {
  if (option.type === 'boolean')
    return value === undefined ? undefined : `${rawName}: takes no value; leave ${quote(`=${value}`)} out`;
  const wanted = `${rawName} ${option.values?.[0] ?? option.value}`;
  if (value === undefined) return `${rawName}: its value is missing. Example: ${wanted}`;
  return inlineValue || !/^-./.test(value)
    ? undefined
    : `${rawName}: its value is missing; ${quote(value)} looks like another flag. If it is the value: ${rawName}=${value}`;
}

/** A word that is none of the known. The values of settings are judged, and shown, where settings are read. */
function wordProblem({ name, rawName, value = '' }: Given, options: Options): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option?.type !== 'string' || !option.values || option.values.includes(value)) return undefined;
  return `${rawName}: ${quote(value)} is none of: ${option.values.join(', ')}`;
}

/** A flag that does not go with the command's first argument. */
function subjectProblem(rawName: string, { only }: Option, subject: string | undefined): string | undefined {
  if (!only || subject === undefined || only.includes(subject)) return undefined;
  return `${rawName}: goes with ${inWords(only)}, not with ${subject}`;
}

/** Which of two values was meant is not guessed. Settings are left alone: scripts put them before their own arguments. */
function givenTwice(given: readonly Given[], options: Options): string[] {
  const first = new Map<string, string>();
  return given.flatMap(({ name, rawName, value }) => {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option?.type !== 'string' || option.multiple || value === undefined) return [];
    const earlier = first.get(name);
    first.set(name, value);
    return earlier === undefined || earlier === value
      ? []
      : [`${rawName}: is given twice, as ${quote(earlier)} and ${quote(value)}`];
  });
}

async function unknownFlag(
  rawName: string,
  name: string,
  options: Options,
  commands: Commands,
): Promise<string> {
  const flag = rawName.replace(/^-+/, '');
  const takers = await takersOf(flag, commands);
  const isBare = name === BARE_COMMAND;
  const all = `All flags: snovio-mcp ${isBare ? '' : `${name} `}--help`;
  if (takers.length > 0)
    return `${rawName}: ${isBare ? 'goes with a command' : `unknown to ${name}`}; ${inWords(takers)} ${takers.length > 1 ? 'take' : 'takes'} it. ${all}`;
  const variable = `SNOVIO_${flag.toUpperCase().replaceAll('-', '_')}`;
  if (Object.values(SETTINGS).some(({ env }) => env === variable))
    return `${rawName}: this setting has no flag; set the variable ${variable}. ${all}`;
  const meant = nearest(flag, Object.keys(options));
  return `${rawName}: unknown flag.${meant ? ` Did you mean --${meant}?` : ''} ${all}`;
}

/** The commands that have a flag of their own by this name. */
async function takersOf(flag: string, commands: Commands): Promise<string[]> {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => ({ name, options: (await load()).options ?? {} })),
  );
  return loaded.filter(({ options }) => Object.hasOwn(options, flag)).map(({ name }) => name);
}

const quote = (text: string) => JSON.stringify(text);

/** `a`, `a and b`, `a, b and c`. */
function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
