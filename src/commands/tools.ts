import { selectTools } from '../mcp/select-tools.ts';
import type { Command } from './command.ts';
import { tableLines } from './terminal/table.ts';
import { FORM_FLAGS, isForPeople, type Style } from './terminal/terminal.ts';

/** How much a tool can do. */
const STYLES: Readonly<Record<string, Style>> = {
  read: 'green',
  spend: 'yellow',
  write: 'yellow',
  destructive: 'red',
};

export const listTools: Command = {
  summary: 'the tools that this configuration exposes',
  usage: 'Usage: snovio-mcp tools [--json] [flags]',
  help: `Lists the tools that this configuration exposes: in a terminal as a table, else as JSON, an array of objects with name,
title, toolset, methods, effect and credits.`,
  options: FORM_FLAGS,
  settings: ['tools', 'spending'],
  examples: ['snovio-mcp tools --toolsets all', 'snovio-mcp tools --json --toolsets find,verify'],
  run: async ({ flags, config, listings, terminal }) => {
    const rows = selectTools(listings, config()).map(({ name, title, toolset, methods, effect, credits }) => {
      return { name, title, toolset, methods, effect, credits };
    });
    const cells = rows.map(({ name, title, toolset, effect, credits }) => [
      { text: name },
      { text: title },
      { text: toolset },
      { text: effect, style: STYLES[effect] },
      { text: credits },
    ]);
    const table = isForPeople(terminal, flags)
      ? (tableLines(['tool', 'does', 'toolset', 'effect', 'credits'], cells, terminal) ??
        rows.map(({ name, title }) => `${name}: ${title}`))
      : [JSON.stringify(rows, null, 2)];
    process.stdout.write(`${table.join('\n')}\n`);
    return 0;
  },
};
