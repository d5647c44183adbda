import type { Command } from './command.ts';
export const doctor: Command = { usage: '', help: '', run: async () => 0 };
