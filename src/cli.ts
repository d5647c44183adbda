import type { Catalogue } from './commands/command.ts';
import { commands, isCommand } from './commands/index.ts';
import { readConfigAloud } from './commands/read-config.ts';
import { terminalOf } from './commands/terminal/terminal.ts';
import { checkPositionals } from './commands/usage/check-positionals.ts';
import { DetailedError } from './commands/usage/detailed-error.ts';
import { BARE_COMMAND, parseFlags } from './commands/usage/parse-flags.ts';
import { AccessFileError } from './config/access/access-file.ts';
import { ConfigError } from './config/settings.ts';
import { VERSION } from './config/version.ts';
import { explain, hasCode, SnovioError } from './errors.ts';
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
    process.stderr.write(`snovio-mcp: ${errorLines(error).join('\n')}\n`);
    return isUsage(error) ? 2 : 1;
  }
}

/** Whether nothing was started, since the command line or the configuration has to be corrected first. */
function isUsage(error: unknown): boolean {
  const isUsage = [ConfigError, DetailedError, AccessFileError].some(type => error instanceof type);
  return isUsage || hasCode(error, 'not_configured');
}

/** What happened and what to do; of a bug also where. Messages about usage quote the command line and files. */
function errorLines(error: unknown): string[] {
  if (error instanceof ConfigError) return error.problems.map(problem => plainLine(problem, LONGEST_USAGE));
  if (error instanceof AccessFileError)
    return [error.message, ...error.problems].map(line => plainLine(line, LONGEST_USAGE));
  if (error instanceof DetailedError) return [plainLine(error.message, LONGEST_USAGE), ...error.details];
  const listenError = listenErrorText(error);
  if (listenError) return [listenError];
  return [explain(error).text, ...(error instanceof SnovioError ? [] : [sourceOf(error) ?? ''])];
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
  // What other programs call their flag.
  if (first === 'version' && argv.length === 1) return print(VERSION);
  // Asked by the scripts of `completion`, on lines that are not finished.
  if (first === '__complete') {
    const { complete } = await import('./commands/completion/complete.ts');
    return print((await complete(argv.slice(1), catalogue, commands)).join('\n'));
  }
  const isNamed = first !== undefined && isCommand(first);
  const name = isNamed ? first : BARE_COMMAND;
  const command = await commands[name]();
  const { flags, positionals } = await parseFlags(argv.slice(isNamed ? 1 : 0), name, command, commands);
  const terminal = terminalOf(process.stdout, flags);
  if (flags.version) return print(VERSION);
  if (flags.help) {
    const { helpFor } = await import('./commands/usage/help-text.ts');
    return print(await helpFor(command, { positionals, flags, terminal }, catalogue, commands));
  }
  await checkPositionals(command, positionals, catalogue, commands);
  const config = () => readConfigAloud(flags);
  // Nobody speaks the protocol by hand: who starts it in a terminal wants to know what to do with it.
  if (!isNamed && terminal.isTTY && process.stdin.isTTY) {
    const { welcome } = await import('./commands/welcome.ts');
    return print(welcome(terminal));
  }
  return command.run({ flags, positionals, ...catalogue, commands, terminal, config });
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
