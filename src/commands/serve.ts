import { type Config, stateDirOf } from '../config/settings.ts';
import { VERSION } from '../config/version.ts';
import { createLog } from '../log.ts';
import { selectTools } from '../mcp/select-tools.ts';
import { createServerFactory } from '../mcp/server.ts';
import { serveOnStdio } from '../mcp/stdio.ts';
import { MEMORY, openLedgerFile } from '../spending/sqlite/database.ts';
import type { Command } from './command.ts';

export const DEFAULT_WAIT_SECONDS = 45;

export const serve: Command = {
  usage: 'Usage: snovio-mcp [command] [flags]',
  help: `Without a command: an MCP server on stdio, to be started by an MCP host.

Commands:
  http [--host …] [--port …]   an MCP server on Streamable HTTP
  sandbox [--port 8787]        a simulated Snov.io as an HTTP server of its own
  tools [--json]               the tools that this configuration exposes
  call NAME ['{"json":"…"}']   run one tool, print its result as JSON
  run FLOW --csv IN --out OUT  a flow over a file of any length, resumable
  forget [EMAIL or DOMAIN]     erase a person, a company or everything finished from the ledger
  init HOST [--write]          the configuration snippet for a host, or written into its file
  doctor [--probe]             check configuration, credentials, clock and reachability

Try it without an account: snovio-mcp call get_balance --sandbox`,
  run: async ({ config: read, listings }) => {
    const config = read();
    const log = createLog(config.logLevel);
    checkLedger(config);
    // Most servers that a host starts are asked for their tools and nothing else.
    const app = once(async () => (await import('../app/app.ts')).openApp(config));
    const factory = createServerFactory({
      tools: selectTools(listings, config),
      version: VERSION,
      accountOf: async () => (await app()).accounts.ownAccount(),
      policy: { allowSending: config.allowSending, webhookHosts: config.webhookHosts },
      waitSeconds: config.waitSeconds ?? DEFAULT_WAIT_SECONDS,
      log,
    });
    log.debug(`serving ${config.apiUrl} on stdio`);
    await serveOnStdio(factory, log);
    await app.made?.then(({ close }) => close());
    return 0;
  },
};

/** A damaged ledger stops the server when it starts, not when it is first needed. */
function checkLedger(config: Config): void {
  const stateDir = stateDirOf(config);
  if (stateDir !== MEMORY) openLedgerFile(stateDir).close();
}

/** Makes something when it is first asked for; a failure is tried again. */
function once<T>(make: () => Promise<T>): { (): Promise<T>; made?: Promise<T> | undefined } {
  const get: { (): Promise<T>; made?: Promise<T> | undefined } = () => {
    get.made ??= make().catch(error => {
      get.made = undefined;
      throw error;
    });
    return get.made;
  };
  return get;
}
