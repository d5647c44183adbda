import { type Config, ConfigError } from '../../config/settings.ts';
import { hasCode } from '../../errors.ts';
import { parseArguments } from '../../mcp/run-tool.ts';
import { lacks, leftOutByReadOnly, selectTools, withToolset } from '../../mcp/select-tools.ts';
import { withNames } from '../../text/quoted.ts';
import type { Tool } from '../../tool.ts';
import type { Command, Options } from '../command.ts';
import { FORM_FLAGS, isForPeople, terminalOf } from '../terminal/terminal.ts';
import { textWidth } from '../usage/layout.ts';
import { readArguments } from './arguments.ts';
import { resultLines } from './result-lines.ts';
import { runInShell } from './run-in-shell.ts';
import { toolHelpText, toolSchemaText } from './tool-help.ts';

const OPTIONS: Options = {
  arg: {
    type: 'string',
    value: 'NAME=VALUE',
    multiple: true,
    names: (tool, { listings }) =>
      Object.keys(listings.find(({ name }) => name === tool)?.inputSchema.properties ?? {}),
    description: 'an argument without JSON; for a list once for each entry',
  },
  ...FORM_FLAGS,
};

export const callTool: Command = {
  summary: 'run one tool',
  usage: `Usage: snovio-mcp call NAME ['{"json":"arguments"}', @FILE or -] [--arg NAME=VALUE …] [flags]`,
  help: `Runs one tool and prints its structured result: in a terminal as tables, else as JSON. The arguments are JSON, here,
in a file (@FILE) or on stdin (-), or one by one with --arg. snovio-mcp call NAME --help shows what a tool takes.`,
  options: OPTIONS,
  subject: {
    noun: 'tool',
    listedBy: 'snovio-mcp tools --toolsets all',
    choices: ({ listings }) => listings.map(({ name, title }) => ({ name, meaning: title })),
  },
  mostArguments: 2,
  examples: [
    'snovio-mcp call get_balance --sandbox',
    'snovio-mcp call search_domain_emails --arg domain=acme.example --arg limit=5 --sandbox',
    `snovio-mcp call verify_emails '{"emails":["mara.lindqvist@acme.example"]}' --sandbox`,
    'snovio-mcp call find_emails @people.json --arg maxCredits=40',
    'snovio-mcp call find_emails --help',
  ],
  helpOn: ({ positionals: [name], flags, terminal }, { listings }) => {
    const listing = listings.find(each => each.name === name);
    if (!listing) return undefined;
    return isForPeople(terminal, flags)
      ? toolHelpText(listing, textWidth(terminal), terminal)
      : toolSchemaText(listing);
  },
  run: async invocation => {
    const { positionals, flags, config: read, tools: load, listings, terminal } = invocation;
    const [name, given] = positionals;
    if (!name) throw new ConfigError(`${callTool.usage}. Names: snovio-mcp tools`);
    const config = read();
    const tool = findTool(await load(), config, name);
    const pairs = Array.isArray(flags.arg) ? flags.arg.map(String) : [];
    const listing = listings.find(each => each.name === name);
    const raw = await readArguments(given, pairs, listing);
    const work = async () =>
      runInShell(tool, parseArguments(tool, raw), config, terminalOf(process.stderr, flags));
    const result = await work().catch(asUsage);
    if (typeof result === 'number') return result;
    const lines = isForPeople(terminal, flags)
      ? resultLines(result, terminal)
      : [JSON.stringify(result, null, 2)];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  },
};

/** What is wrong with a tool's arguments is wrong with the command line, from which they come. @throws ConfigError, or the error */
function asUsage(error: unknown): never {
  throw hasCode(error, 'invalid_input') ? new ConfigError(error.message) : error;
}

/** @throws ConfigError if there is no such tool, or the configuration leaves it out */
function findTool(tools: readonly Tool[], config: Config, name: string): Tool {
  const tool = tools.find(each => each.name === name);
  if (tool && selectTools([tool], config).length > 0) return tool;
  const message = tool ? leftOut(tool, config) : 'There is no such tool. All tools: snovio-mcp tools.';
  throw new ConfigError(withNames(message, [{ what: 'given', name }]));
}

function leftOut(tool: Tool, config: Config): string {
  const setting = lacks(tool, config);
  const remedy = setting
    ? `It is of no use without ${setting}`
    : leftOutByReadOnly(tool, config)
      ? 'Read-only mode leaves it out'
      : `Add its toolset: --toolsets ${withToolset(config, tool)}`;
  return `The tool is not exposed by this configuration. ${remedy}.`;
}
