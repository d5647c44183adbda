import type { Catalogue, Choice, Command, Commands, Options, ValueOption } from '../command.ts';
import { everyCommand } from '../usage/every-command.ts';
import { BARE_COMMAND, flagsOf } from '../usage/parse-flags.ts';

type Tools = Pick<Catalogue, 'listings'>;

/**
 * What could come next on a command line.
 * @param words those behind the program's name, the last one being typed and perhaps empty
 * @returns lines for the shell's script: `word<TAB>meaning`, `:files` or `:nospace`
 */
export async function complete(
  words: readonly string[],
  catalogue: Tools,
  commands: Commands,
): Promise<string[]> {
  const line = await typedLine(words, commands);
  const lines = await candidates(line, catalogue, commands);
  return lines.filter(text => text.startsWith(':') || text.startsWith(line.current));
}

/** A command line that is being typed. */
interface TypedLine {
  readonly name: string;
  readonly command: Command | undefined;
  readonly options: Options;
  /** The arguments before the word that are no flags, without the command's name. */
  readonly positionals: readonly string[];
  /** The flags before the word. */
  readonly flags: readonly string[];
  /** The flag whose value the word is. */
  readonly open: string | undefined;
  /** The word itself; of `--flag=value` in bash, which takes `=` for a word of its own, the value. */
  readonly current: string;
}

async function typedLine(words: readonly string[], commands: Commands): Promise<TypedLine> {
  const joined = splitsAtEquals(words);
  const [current = '', ...reversed] = joined.toReversed();
  const before = reversed.toReversed();
  const isNamed = before[0] !== undefined && Object.hasOwn(commands, before[0]);
  const name = isNamed ? (before[0] ?? '') : BARE_COMMAND;
  const command = await commands[name]?.();
  const options = flagsOf(command ?? {});
  return { name, command, options, current, ...readWords(isNamed ? before.slice(1) : before, options) };
}

function readWords(
  words: readonly string[],
  options: Options,
): Pick<TypedLine, 'positionals' | 'flags' | 'open'> {
  const positionals: string[] = [];
  const flags: string[] = [];
  let open: string | undefined;
  for (const word of words) {
    const [, flag, equals] = /^--([^=]+)(=?)/.exec(word) ?? [];
    const isValue = open !== undefined;
    open = undefined;
    if (isValue) continue;
    if (flag === undefined) positionals.push(word);
    else {
      flags.push(flag);
      if (equals === '' && options[flag]?.type === 'string') open = flag;
    }
  }
  return { positionals, flags, open };
}

/** Takes away the equals signs that bash makes words of their own: `--plan`, `=`, `pro`. */
function splitsAtEquals(words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  const kept = words
    .slice(0, -1)
    .filter((word, index) => word !== '=' || !words[index - 1]?.startsWith('--'));
  const isOpen = last === '=' && words.at(-2)?.startsWith('--') === true;
  return [...kept, isOpen ? '' : last];
}

async function candidates(line: TypedLine, catalogue: Tools, commands: Commands): Promise<string[]> {
  const { current, open, options } = line;
  const inline = /^--([^=]+)=/.exec(current);
  const flag = open ?? inline?.[1];
  const option = flag === undefined ? undefined : options[flag];
  if (option?.type === 'string')
    return valuesOf(option, line, open === undefined ? (inline?.[0] ?? '') : '', catalogue);
  if (current.startsWith('-')) return flagsThatFit(line);
  return (await choicesOf(line, catalogue, commands)).map(entry);
}

/** The values of a flag, each behind what stands before it in the same word. */
function valuesOf(option: ValueOption, line: TypedLine, prefix: string, catalogue: Tools): string[] {
  if (option.isFile) return [':files'];
  const names = option.names?.(line.positionals[0], catalogue) ?? [];
  if (names.length > 0) return [':nospace', ...names.map(name => `${prefix}${name}=\t`)];
  const typed = line.current.slice(prefix.length);
  const listed = option.isList ? typed.slice(0, typed.lastIndexOf(',') + 1) : '';
  const taken = listed.split(',');
  return (option.values ?? [])
    .filter(value => !taken.includes(value))
    .map(value => `${prefix}${listed}${value}\t`);
}

function flagsThatFit({ options, positionals: [subject], flags }: TypedLine): string[] {
  return Object.entries(options)
    .filter(([, { only }]) => !only || subject === undefined || only.includes(subject))
    .filter(([name, option]) => !flags.includes(name) || (option.type === 'string' && option.multiple))
    .map(([name, { description }]) => entry({ name: `--${name}`, meaning: description }));
}

/** What the next argument may be. Behind `help` it is a command, then what that command takes. */
async function choicesOf(
  { name, command, positionals }: TypedLine,
  catalogue: Tools,
  commands: Commands,
): Promise<readonly Choice[]> {
  const [first, ...more] = positionals;
  if (first === undefined) {
    const subject = name === BARE_COMMAND ? everyCommand : command?.subject;
    return (await subject?.choices(catalogue, commands)) ?? [];
  }
  const helped = name === 'help' && more.length === 0 ? await commands[first]?.() : undefined;
  return (await helped?.subject?.choices(catalogue, commands)) ?? [];
}

/** What a menu shows beside a word. */
const LONGEST_MEANING = 70;

function entry({ name, meaning }: Choice): string {
  return `${name}\t${meaning.length > LONGEST_MEANING ? `${meaning.slice(0, LONGEST_MEANING - 1)}…` : meaning}`;
}
