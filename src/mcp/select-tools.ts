import { type Config, SETTINGS } from '../config/settings.ts';
import { type Tool, toolsetsIn } from '../tool.ts';

/** What decides which tools are exposed: the configuration's part, and the tool's. */
export type Selection = Pick<Config, 'toolsets' | 'readOnly' | 'maxCredits'> &
  Partial<Pick<Config, NonNullable<Tool['needs']>>>;
export type Selectable = Pick<Tool, 'toolset' | 'effect' | 'needs'>;

/** The tools that a configuration exposes. `readOnly` removes writing tools whatever the toolsets say. */
export function selectTools<T extends Selectable>(tools: readonly T[], selection: Selection): T[] {
  const { toolsets, readOnly, maxCredits } = selection;
  const chosen = new Set(toolsetsIn(toolsets));
  const harmless = maxCredits === 0 ? ['read'] : ['read', 'spend'];
  return tools
    .filter(tool => chosen.has(tool.toolset) && lacks(tool, selection) === undefined)
    .filter(tool => !readOnly || harmless.includes(tool.effect));
}

/** The variable of the setting that a tool needs and that is missing. */
export function lacks({ needs }: Selectable, selection: Selection): string | undefined {
  return needs !== undefined && selection[needs] === undefined ? SETTINGS[needs].env : undefined;
}

/** Whether its toolset is chosen, and read-only mode alone is in its way. */
export function leftOutByReadOnly(tool: Selectable, selection: Selection): boolean {
  return selectTools([tool], { ...selection, readOnly: false }).length > 0;
}

/** The chosen toolsets and that of a tool, as the setting takes them. */
export function withToolset({ toolsets }: Pick<Selection, 'toolsets'>, { toolset }: Selectable): string {
  return [...toolsets, toolset].join(',');
}
