import { openApp } from '../app/app.ts';
import { openAuditLog } from '../audit/audit-log.ts';
import { type Config, ConfigError, DEFAULT_WAIT_SECONDS } from '../config/settings.ts';
import { SnovioError } from '../errors.ts';
import { createLog } from '../log.ts';
import { runAudited } from '../mcp/audit-call.ts';
import { parseArguments, waitSecondsOf } from '../mcp/run-tool.ts';
import { selectTools } from '../mcp/select-tools.ts';
import { deadlineIn } from '../snovio/call-context.ts';
import type { Tool } from '../tool.ts';
import type { Command } from './command.ts';

export const callTool: Command = {
  summary: 'run one tool',
  usage: `Usage: snovio-mcp call NAME ['{"json":"arguments"}'] [flags]`,
  help: 'Runs one tool and prints its structured result as JSON. Names: snovio-mcp tools. Arguments: snovio-mcp call NAME --help.',
  subject: {
    noun: 'tool',
    listedBy: 'snovio-mcp tools --toolsets all',
    choices: ({ listings }) => listings.map(({ name, title }) => ({ name, meaning: title })),
  },
  mostArguments: 2,
  examples: [
    'snovio-mcp call get_balance --sandbox',
    `snovio-mcp call verify_emails '{"emails":["mara.lindqvist@acme.example"]}' --sandbox`,
  ],
  helpOn: ([name], { listings }) => {
    const listing = listings.find(each => each.name === name);
    if (!listing) return undefined;
    const schema = JSON.stringify(listing.inputSchema, null, 2);
    return `${listing.name}: ${listing.description}\n\nCosts: ${listing.credits}\n\nArguments (JSON Schema):\n${schema}`;
  },
  run: async ({ positionals, config: read, tools: load }) => {
    const [name, json] = positionals;
    if (!name) throw new ConfigError(`${callTool.usage}. Names: snovio-mcp tools`);
    const config = read();
    const tools = await load();
    const tool = findTool(tools, config, name);
    const args = parseArguments(tool, parseJson(json));
    const audit = openAuditLog(config.auditLog ?? 'off', createLog(config.logLevel));
    const app = await openApp(config);
    const cancelled = new AbortController();
    process.once('SIGINT', () => cancelled.abort());
    try {
      const seconds = waitSecondsOf(args, config.waitSeconds ?? DEFAULT_WAIT_SECONDS);
      const call = { signal: cancelled.signal, deadline: deadlineIn(seconds), tool: tool.name };
      const snovio = app.accounts.ownAccount();
      const result = await runAudited(tool, args, { snovio, call, policy: app.policy }, audit);
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return 0;
    } finally {
      await app.close();
      audit.close();
    }
  },
};

/** @throws SnovioError `invalid_input` if there is no such tool, or the configuration leaves it out */
function findTool(tools: readonly Tool[], config: Config, name: string): Tool {
  const tool = tools.find(each => each.name === name);
  if (tool && selectTools([tool], config).length > 0) return tool;
  throw new SnovioError('invalid_input', {
    message: tool ? leftOut(tool, config) : 'The tool does not exist. See snovio-mcp tools --toolsets all.',
    names: [{ what: 'given', name }],
  });
}

function leftOut(tool: Tool, config: Config): string {
  const isChosen = selectTools([tool], { ...config, readOnly: false }).length > 0;
  const remedy = isChosen
    ? 'Read-only mode leaves it out'
    : `Add its toolset: --toolsets default,${tool.toolset}`;
  return `The tool is not exposed by this configuration. ${remedy}.`;
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new SnovioError('invalid_input', {
      message: `The arguments are not JSON. Example: snovio-mcp call verify_emails '{"emails":["mara.lindqvist@acme.example"]}'`,
    });
  }
}
