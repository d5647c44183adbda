import type { Config } from '../config/settings.ts';
import { type Tool, toolsetsIn } from '../tool.ts';

/** What decides which tools are exposed: the configuration's part, and the tool's. */
export type Selection = Pick<Config, 'toolsets' | 'readOnly' | 'maxCredits'>;
export type Selectable = Pick<Tool, 'toolset' | 'effect'>;

/** The tools that a configuration exposes. `readOnly` removes writing tools whatever the toolsets say. */
export function selectTools<T extends Selectable>(
  tools: readonly T[],
  { toolsets, readOnly, maxCredits }: Selection,
): T[] {
  const chosen = new Set(toolsetsIn(toolsets));
  const harmless = maxCredits === 0 ? ['read'] : ['read', 'spend'];
  return tools
    .filter(tool => chosen.has(tool.toolset))
    .filter(tool => !readOnly || harmless.includes(tool.effect));
}

/** Whether its toolset is chosen, and read-only mode alone is in its way. */
export function leftOutByReadOnly(tool: Selectable, selection: Selection): boolean {
  return selectTools([tool], { ...selection, readOnly: false }).length > 0;
}

/** The chosen toolsets and that of a tool, as the setting takes them. */
export function withToolset({ toolsets }: Pick<Selection, 'toolsets'>, { toolset }: Selectable): string {
  return [...toolsets, toolset].join(',');
}
