import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Catalogue, Command } from './commands/command.ts';
import { commands, isCommand } from './commands/index.ts';
import { readConfigAloud } from './commands/read-config.ts';
import { ConfigError, type Flags, SETTINGS } from './config/settings.ts';
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
    const usage = error instanceof ConfigError || isUsage(error);
    // Messages about usage quote the command line and the header of a file; some of Node's have several lines.
    const text = usage ? plainLine((error as Error).message, LONGEST_USAGE) : listenErrorText(error);
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
  const name = first !== undefined && isCommand(first) ? first : 'serve';
  const command = await commands[name]();
  const { values: flags, positionals } = parse(argv.slice(name === 'serve' ? 0 : 1), command);
  if (flags.help) return print(command.helpOn?.(positionals, catalogue) ?? helpOf(name, command));
  if (flags.version) return print(VERSION);
  if (name === 'serve' && positionals.length > 0) {
    throw new ConfigError(`unknown command "${positionals[0]}". See snovio-mcp --help`);
  }
  return command.run({ flags, positionals, ...catalogue, config: () => readConfigAloud(flags) });
}

function parse(args: readonly string[], command: Command): { values: Flags; positionals: string[] } {
  const options: ParseArgsOptionsConfig = {
    ...configOptions(),
    ...command.options,
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
  };
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  return { values: values as Flags, positionals };
}

/** The flags of the settings. Those of settings that are on or off take no value. */
function configOptions(): ParseArgsOptionsConfig {
  const switches: (string | undefined)[] = [
    SETTINGS.sandbox.flag,
    SETTINGS.readOnly.flag,
    SETTINGS.dynamicTools.flag,
  ];
  const flags = Object.values(SETTINGS).flatMap(setting =>
    'flag' in setting && setting.flag ? [setting.flag] : [],
  );
  return Object.fromEntries(
    flags.map(flag => [flag, { type: switches.includes(flag) ? 'boolean' : 'string' }]),
  );
}

/** Whether Node's parseArgs refused the command line. */
function isUsage(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function helpOf(name: string, command: { usage: string; help: string }): string {
  const lines = Object.values(SETTINGS).map(setting => {
    const flag = 'flag' in setting ? `--${setting.flag}` : '';
    return `  ${flag.padEnd(24)} ${setting.env.padEnd(30)} ${setting.fallback}`;
  });
  const settings = `Configuration (flag, else environment variable, else default):\n${lines.join('\n')}`;
  return `${command.usage}\n\n${command.help}\n\n${name === 'serve' || name === 'call' ? settings : 'Configuration: see snovio-mcp --help'}`;
}
