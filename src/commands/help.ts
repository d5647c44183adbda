import type { Command } from './command.ts';
import { everyCommand } from './usage/every-command.ts';
import { helpFor } from './usage/help-text.ts';
import { BARE_COMMAND } from './usage/parse-flags.ts';

export const help: Command = {
  summary: 'help on a command, a flow or a tool',
  usage: 'Usage: snovio-mcp help [COMMAND] [FLOW, TOOL or HOST]',
  help: 'Shows what a command does and what each of its flags means; the same as --help behind the command.',
  subject: everyCommand,
  mostArguments: 2,
  settings: [],
  examples: ['snovio-mcp help run', 'snovio-mcp help run find_emails', 'snovio-mcp help call verify_emails'],
  run: async ({ positionals: [name = BARE_COMMAND, ...positionals], ...invocation }) => {
    const { commands, listings } = invocation;
    const load = commands[name] ?? commands[BARE_COMMAND];
    if (!load) return 1;
    const text = await helpFor(await load(), { ...invocation, positionals }, { listings }, commands);
    process.stdout.write(`${text}\n`);
    return 0;
  },
};
