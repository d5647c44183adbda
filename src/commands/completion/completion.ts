import { ConfigError } from '../../config/settings.ts';
import type { Command } from '../command.ts';
import { SCRIPTS } from './scripts.ts';

export const completion: Command = {
  summary: 'what makes a shell complete commands, flags and their values',
  usage: 'Usage: snovio-mcp completion bash|zsh|fish',
  help: `Prints what makes a shell complete the commands, flags, flows, tools and hosts of this program when the Tab key is
pressed. It belongs into the file that the shell reads when it starts; see the examples.`,
  subject: {
    noun: 'shell',
    listedBy: 'snovio-mcp help completion',
    choices: () => [
      { name: 'bash', meaning: 'eval "$(snovio-mcp completion bash)" in ~/.bashrc' },
      { name: 'zsh', meaning: 'eval "$(snovio-mcp completion zsh)" in ~/.zshrc, behind compinit' },
      { name: 'fish', meaning: 'snovio-mcp completion fish | source in ~/.config/fish/config.fish' },
    ],
  },
  mostArguments: 1,
  settings: [],
  examples: ['snovio-mcp completion bash >> ~/.bashrc'],
  run: async ({ positionals: [shell = ''] }) => {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined) throw new ConfigError(completion.usage);
    process.stdout.write(`${script}\n`);
    return 0;
  },
};
