import type { Catalogue } from './commands/command.ts';
import { commands, isCommand } from './commands/index.ts';
import { readConfigAloud } from './commands/read-config.ts';
import { checkPositionals } from './commands/usage/check-positionals.ts';
import { BARE_COMMAND, parseFlags } from './commands/usage/parse-flags.ts';
import { ConfigError } from './config/settings.ts';
import { VERSION } from './config/version.ts';
import { explain, SnovioError } from './errors.ts';
import { sourceOf } from './log.ts';
import { plainLine } from './text/line.ts';

/** The most characters of a message about usage. */
const LONGEST_USAGE = 4000;

/**
 * Runs the command line: reads the flags, loads the command, and words what goes wrong on stderr.
 * @param argv the arguments, without node and script
 * @returns the exit code: 0, 1 for a failure, 2 for wrong usage or configuration
 */
export async function main(argv: readonly string[], catalogue: Catalogue): Promise<number> {
  try {
    return await run(argv, catalogue);
  } catch (error) {
    const usage = error instanceof ConfigError;
    // Messages about usage quote the command line and the header of a file.
    const text = usage ? plainLine(error.message, LONGEST_USAGE) : listenErrorText(error);
    process.stderr.write(`snovio-mcp: ${text ?? explain(error).text}\n`);
    if (!text && !(error instanceof SnovioError)) process.stderr.write(`${sourceOf(error)}\n`);
    return usage ? 2 : 1;
  }
}

/** The message for a port that cannot be listened on; undefined for any other error. */
function listenErrorText(error: unknown): string | undefined {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'listen')) return undefined;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  const problem = code === 'EADDRINUSE' ? 'is in use already' : `cannot be listened on (${code})`;
  return `Port ${port} ${problem}. Choose another one: --port`;
}

async function run(argv: readonly string[], catalogue: Catalogue): Promise<number> {
  const [first] = argv;
  const isNamed = first !== undefined && isCommand(first);
  const name = isNamed ? first : BARE_COMMAND;
  const command = await commands[name]();
  const { flags, positionals } = await parseFlags(argv.slice(isNamed ? 1 : 0), name, command, commands);
  if (flags.version) return print(VERSION);
  if (flags.help) {
    const { helpFor } = await import('./commands/usage/help-text.ts');
    return print(await helpFor({ command, positionals }, catalogue, commands, process.stdout.columns));
  }
  await checkPositionals(command, positionals, catalogue, commands);
  return command.run({ flags, positionals, ...catalogue, commands, config: () => readConfigAloud(flags) });
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
