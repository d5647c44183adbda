import type { Config } from '../config/settings.ts';
import { DEFAULT_TOOLSETS, TOOLSETS, type Tool } from '../tool.ts';

/** The tools that a configuration exposes. `readOnly` removes writing tools whatever the toolsets say. */
export function selectTools<T extends Pick<Tool, 'toolset' | 'effect'>>(
  tools: readonly T[],
  { toolsets, readOnly, maxCredits }: Pick<Config, 'toolsets' | 'readOnly' | 'maxCredits'>,
): T[] {
  const chosen = new Set(toolsets.flatMap(membersOf));
  const harmless = maxCredits === 0 ? ['read'] : ['read', 'spend'];
  return tools
    .filter(tool => chosen.has(tool.toolset))
    .filter(tool => !readOnly || harmless.includes(tool.effect));
}

/** The toolsets that a word of the configuration stands for. */
function membersOf(word: string): readonly string[] {
  if (word === 'all') return TOOLSETS;
  return word === 'default' ? DEFAULT_TOOLSETS : [word];
}
