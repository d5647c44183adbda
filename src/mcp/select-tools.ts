import type { Config } from '../config/settings.ts';
import type { Tool } from '../tool.ts';

/** The tools that a configuration exposes. Read-only wins over everything. */
export function selectTools<T extends Pick<Tool, 'toolset' | 'effect'>>(
  tools: readonly T[],
  config: Pick<Config, 'toolsets' | 'readOnly' | 'maxCredits'>,
): T[] {
  const everything = config.toolsets.includes('default') || config.toolsets.includes('all');
  const effects = config.maxCredits === 0 ? ['read'] : ['read', 'spend'];
  return tools
    .filter(tool => everything || config.toolsets.includes(tool.toolset))
    .filter(tool => !config.readOnly || effects.includes(tool.effect));
}
