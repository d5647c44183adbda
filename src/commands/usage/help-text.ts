import { SETTING_GROUPS, type SettingGroup } from '../../config/setting-groups.ts';
import { SETTINGS } from '../../config/settings.ts';
import type { Catalogue, Command, Commands, HelpTopic, Option } from '../command.ts';
import { checkSubject } from './check-positionals.ts';
import { termList, textWidth, wrapped } from './layout.ts';
import { settingsFlags } from './settings-flags.ts';

/**
 * The help of a command, or on what its first argument names: how it is used, what it does, and what each flag means.
 * @throws ConfigError where the first argument is none of the words that the command knows
 */
export async function helpFor(
  command: Command,
  topic: HelpTopic,
  catalogue: Pick<Catalogue, 'listings'>,
  commands: Commands,
): Promise<string> {
  const [subject] = topic.positionals;
  if (command.subject && subject !== undefined)
    await checkSubject(command.subject, subject, catalogue, commands);
  return (
    command.helpOn?.(topic, catalogue) ??
    (await helpText(command, subject, catalogue, commands, textWidth(topic.terminal)))
  );
}

async function helpText(
  command: Command,
  subject: string | undefined,
  catalogue: Pick<Catalogue, 'listings'>,
  commands: Commands,
  width: number,
): Promise<string> {
  const choices = (await command.subject?.choices(catalogue, commands)) ?? [];
  const chosen = choices.find(({ name }) => name === subject);
  const parts = [
    usageOf(command.usage, chosen?.name),
    ...(chosen ? [`${chosen.name}: ${chosen.meaning}`] : []),
    command.help
      .split('\n\n')
      .map(paragraph => wrapped(paragraph, width).join('\n'))
      .join('\n\n'),
    ...(chosen || !command.subject ? [] : [section(`${capitalised(command.subject.noun)}s`, choices, width)]),
    ...flagSections(command, chosen?.name, width),
    examples(command, chosen?.name),
    ...settingSections(command.settings, width),
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** The usage line. The words that the first argument may be give way to the one that the help is about. */
function usageOf(usage: string, subject: string | undefined): string {
  const words = usage.split(' ');
  const choice = words.findIndex(word => word.includes('|'));
  if (subject !== undefined && words[choice]?.split('|').includes(subject)) words[choice] = subject;
  return words.join(' ');
}

function section(
  title: string,
  entries: readonly { name: string; meaning: string }[],
  width: number,
): string {
  const list = entries.map(({ name, meaning }) => [name, meaning] as const);
  return list.length === 0 ? '' : `${title}:\n${termList(list, width).join('\n')}`;
}

/** The flags that go with everything, then those of single subjects; of one subject only its own. */
function flagSections({ options = {} }: Command, subject: string | undefined, width: number): string[] {
  const groups = new Map<string, { name: string; meaning: string }[]>();
  for (const [name, option] of Object.entries(options)) {
    if (subject !== undefined && option.only && !option.only.includes(subject)) continue;
    const title = subject === undefined && option.only ? `Flags of ${option.only.join(', ')}` : 'Flags';
    const entry = { name: flagTerm(name, option), meaning: flagMeaning(option) };
    groups.set(title, [...(groups.get(title) ?? []), entry]);
  }
  return [...groups].map(([title, entries]) => section(title, entries, width));
}

function flagTerm(name: string, option: Option): string {
  return `--${name}${option.type === 'string' ? ` ${option.value}` : ''}`;
}

function flagMeaning(option: Option): string {
  if (option.type === 'boolean') return option.description;
  const words = option.values ? ` (${option.values.join(', ')})` : '';
  return `${option.description}${words}${option.multiple ? '; may be repeated' : ''}`;
}

function examples({ examples: lines = [] }: Command, subject: string | undefined): string {
  const own = subject === undefined ? [] : lines.filter(line => line.split(' ').includes(subject));
  const shown = own.length > 0 ? own : lines;
  return shown.length === 0 ? '' : `Examples:\n${shown.map(line => `  ${line}`).join('\n')}`;
}

const ALL_BUT_HTTP: readonly SettingGroup[] = ['account', 'spending', 'pace', 'tools', 'storage'];

/** The settings that matter to a command, in their groups. */
function settingSections(groups: readonly SettingGroup[] = ALL_BUT_HTTP, width: number): string[] {
  if (groups.length === 0) return [];
  const flags = settingsFlags();
  const sections = groups.map(group => {
    const { title, names } = SETTING_GROUPS[group];
    const entries = names.map(name => {
      const setting = SETTINGS[name];
      const flag = 'flag' in setting ? setting.flag : undefined;
      const option = flag === undefined ? undefined : flags[flag];
      return {
        name: flag && option ? flagTerm(flag, option) : setting.env,
        meaning:
          `${setting.meaning} (${[...(option ? [setting.env] : []), ...fallbackOf(setting.fallback)].join('; ')})`
            .replaceAll('`', '')
            .replace(/ \(\)$/, ''),
      };
    });
    return section(title, entries, width);
  });
  return ['Configuration: flag, else environment variable, else default.', ...sections];
}

/** A dash says that there is none. */
function fallbackOf(fallback: string): string[] {
  return fallback === '–' ? [] : [`default ${fallback}`];
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
