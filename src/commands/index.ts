import type { Command } from './command.ts';

/** All commands by name. Each is loaded only when it runs, since a server has to start fast. */
export const commands = {
  stdio: async (): Promise<Command> => (await import('./stdio.ts')).stdio,
  http: async (): Promise<Command> => (await import('./http.ts')).http,
  forget: async (): Promise<Command> => (await import('./forget.ts')).forget,
  spending: async (): Promise<Command> => (await import('./spending.ts')).spending,
  vault: async (): Promise<Command> => (await import('./vault.ts')).vault,
  sandbox: async (): Promise<Command> => (await import('./sandbox.ts')).sandbox,
  tools: async (): Promise<Command> => (await import('./tools.ts')).listTools,
  call: async (): Promise<Command> => (await import('./call/call.ts')).callTool,
  run: async (): Promise<Command> => (await import('./run/run.ts')).run,
  init: async (): Promise<Command> => (await import('./init/init.ts')).init,
  doctor: async (): Promise<Command> => (await import('./doctor/doctor.ts')).doctor,
  preview: async (): Promise<Command> => (await import('./preview/preview.ts')).preview,
  completion: async (): Promise<Command> => (await import('./completion/completion.ts')).completion,
  help: async (): Promise<Command> => (await import('./help.ts')).help,
} as const;

/** Whether a word on the command line names a command. */
export function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}
