import type { Subject } from '../command.ts';

/** Where a command is named. */
export const everyCommand: Subject = {
  noun: 'command',
  listedBy: 'snovio-mcp --help',
  choices: async (_, commands) =>
    Promise.all(
      Object.entries(commands).map(async ([name, load]) => ({ name, meaning: (await load()).summary })),
    ),
};
