import { z } from 'zod';
import type { Setting } from '../../config/setting.ts';
import { SETTINGS } from '../../config/settings.ts';
import { TOOLSETS } from '../../tool.ts';
import type { Option, Options } from '../command.ts';

/** The flags that every command takes besides its own and the settings'. */
export const COMMON_FLAGS: Options = {
  help: { type: 'boolean', short: 'h', description: 'show this help' },
  version: { type: 'boolean', short: 'v', description: 'show the version' },
  'no-color': { type: 'boolean', description: 'no colours; the variable NO_COLOR does the same' },
};

/** The flags of the settings by name. Those of settings that are on or off take no value. */
export function settingsFlags(): Options {
  const entries = Object.values(SETTINGS).flatMap(setting =>
    'flag' in setting && setting.flag ? [[setting.flag, optionOf(setting)] as const] : [],
  );
  return Object.fromEntries(entries);
}

const { sandbox, readOnly, dynamicTools, metrics } = SETTINGS;
const SWITCHES: readonly Setting<z.ZodType>[] = [sandbox, readOnly, dynamicTools, metrics];

function optionOf(setting: Setting<z.ZodType>): Option {
  const description = setting.meaning.replaceAll('`', '');
  if (SWITCHES.includes(setting)) return { type: 'boolean', description };
  const values = setting === SETTINGS.toolsets ? [...TOOLSETS, 'default', 'all'] : wordsOf(setting.schema);
  return {
    type: 'string',
    description,
    value: placeholderOf(setting),
    ...(values && { values }),
    ...(setting === SETTINGS.toolsets && { isList: true }),
    ...(setting === SETTINGS.stateDir && { isFile: true }),
  };
}

/** The words that a schema takes, where it takes nothing else. */
function wordsOf(schema: z.ZodType): readonly string[] | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return wordsOf(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : undefined;
}

function placeholderOf({ example, flag = '' }: Setting<z.ZodType>): string {
  if (/^\d+$/.test(example)) return 'N';
  const [last = 'value'] = flag.split('-').slice(-1);
  return last.toUpperCase();
}
