import type { Command } from './command.ts';
export const init: Command = { usage: '', help: '', run: async () => 0 };
