import type { Config } from '../config/settings.ts';
import type { Tool } from '../tool.ts';

/** The tools that a configuration exposes. `readOnly` removes writing tools whatever the toolsets say. */
export function selectTools<T extends Pick<Tool, 'toolset' | 'effect'>>(
  tools: readonly T[],
  { toolsets, readOnly, maxCredits }: Pick<Config, 'toolsets' | 'readOnly' | 'maxCredits'>,
): T[] {
  const all = toolsets.includes('default') || toolsets.includes('all');
  const harmless = maxCredits === 0 ? ['read'] : ['read', 'spend'];
  return tools
    .filter(tool => all || toolsets.includes(tool.toolset))
    .filter(tool => !readOnly || harmless.includes(tool.effect));
}
