import type { Config } from '../config/settings.ts';
import { type Tool, toolsetsIn } from '../tool.ts';

/** The tools that a configuration exposes. `readOnly` removes writing tools whatever the toolsets say. */
export function selectTools<T extends Pick<Tool, 'toolset' | 'effect'>>(
  tools: readonly T[],
  { toolsets, readOnly, maxCredits }: Pick<Config, 'toolsets' | 'readOnly' | 'maxCredits'>,
): T[] {
  const chosen = new Set(toolsetsIn(toolsets));
  const harmless = maxCredits === 0 ? ['read'] : ['read', 'spend'];
  return tools
    .filter(tool => chosen.has(tool.toolset))
    .filter(tool => !readOnly || harmless.includes(tool.effect));
}
