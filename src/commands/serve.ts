import { createLog } from '../log.ts';
import { selectTools } from '../select.ts';
import { serveOnStdio } from '../serve/stdio.ts';
import { createServerFactory } from '../server.ts';
import { openSession } from '../session.ts';
import { VERSION } from '../version.ts';
import type { Command } from './command.ts';

export const DEFAULT_WAIT_SECONDS = 45;

export const serve: Command = {
  usage: 'Usage: snovio-mcp [command] [flags]',
  help: `Without a command: an MCP server on stdio, to be started by an MCP host.

Commands:
  http [--host …] [--port …]   an MCP server on Streamable HTTP
  sandbox [--port 8787]        a simulated Snov.io as an HTTP server of its own
  forget [EMAIL or DOMAIN]     erase a person, a company or everything finished from the ledger
  tools [--json]               the tools that this configuration exposes
  call NAME ['{"json":"…"}']   run one tool, print its result as JSON

Try it without an account: snovio-mcp call get_balance --sandbox`,
  run: async ({ config: read, tools }) => {
    const config = read();
    const log = createLog(config.logLevel);
    const session = await openSession(config);
    const factory = createServerFactory({
      tools: selectTools(tools, config),
      version: VERSION,
      accountOf: () => session.runtime.ownAccount(),
      policy: session.policy,
      waitSeconds: config.waitSeconds ?? DEFAULT_WAIT_SECONDS,
      log,
    });
    log.debug(`serving ${config.apiUrl} on stdio`);
    await serveOnStdio(factory, log);
    await session.close();
    return 0;
  },
};
