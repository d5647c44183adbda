import { selectTools } from '../mcp/select-tools.ts';
import type { Command } from './command.ts';

export const listTools: Command = {
  summary: 'the tools that this configuration exposes',
  usage: 'Usage: snovio-mcp tools [--json]',
  help: 'Lists the tools that this configuration exposes.',
  options: {
    json: {
      type: 'boolean',
      description: 'print an array of objects with name, title, toolset, methods, effect and credits',
    },
  },
  settings: ['tools', 'spending'],
  examples: ['snovio-mcp tools --toolsets all', 'snovio-mcp tools --json --toolsets find,verify'],
  run: async ({ flags, config, listings }) => {
    const rows = selectTools(listings, config()).map(({ name, title, toolset, methods, effect, credits }) => {
      return { name, title, toolset, methods, effect, credits };
    });
    const lines = rows.map(
      row => `${row.name.padEnd(32)} ${row.toolset.padEnd(10)} ${row.effect.padEnd(12)} ${row.credits}`,
    );
    process.stdout.write(`${flags.json ? JSON.stringify(rows, null, 2) : lines.join('\n')}\n`);
    return 0;
  },
};
