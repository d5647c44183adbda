import { openAuditLog } from '../audit/audit-log.ts';
import { type Config, stateDirOf } from '../config/settings.ts';
import { createLog, type Log } from '../log.ts';
import { auditCalls } from '../mcp/audit-call.ts';
import { composeServer, composeTasks } from '../mcp/compose-server.ts';
import { ResourceUpdates } from '../mcp/resources/updates.ts';
import { serveOnStdio } from '../mcp/stdio.ts';
import { MEMORY, openLedgerFile } from '../spending/sqlite/database.ts';
import { reachStateDirectory } from '../spending/sqlite/state-files.ts';
import type { Command } from './command.ts';
import { tellIfOpen } from './state-directory.ts';
import { everyCommand } from './usage/every-command.ts';

export const stdio: Command = {
  summary: 'an MCP server on stdio; what a host starts, with or without this word',
  usage: 'Usage: snovio-mcp [COMMAND] [flags]',
  help: `Without a command: an MCP server on stdio, to be started by an MCP host. snovio-mcp help COMMAND says what a command
does and what each of its flags means.`,
  subject: everyCommand,
  settings: ['account', 'spending', 'pace', 'tools', 'storage', 'http', 'signIn'],
  examples: [
    'snovio-mcp call get_balance --sandbox',
    'snovio-mcp init claude-desktop --write',
    'snovio-mcp doctor',
  ],
  run: async ({ config: read, listings }) => {
    const config = read();
    const log = createLog(config.logLevel);
    await checkLedger(config, log);
    // Most servers that a host starts only ever list their tools, so the app is opened by the first call.
    const updates = new ResourceUpdates();
    const app = lazy(async () => {
      const opened = await (await import('../app/app.ts')).openApp(config);
      opened.accounts.onWrite = (account, request) => updates.written(account, request);
      return opened;
    });
    const accountOf = async () => (await app.get()).accounts.ownAccount();
    const audit = openAuditLog(config.auditLog ?? 'off', log);
    const onCall = auditCalls(audit);
    const tasks = composeTasks(config, async () => (await app.get()).accounts.store.longCalls);
    const factory = composeServer({ config, tools: listings, accountOf, tasks, log, onCall });
    log.debug(`serving ${config.apiUrl} on stdio`);
    await serveOnStdio(factory, updates, log);
    await tasks.close();
    await app.current()?.then(({ close }) => close());
    audit.close();
    return 0;
  },
};

/** Opens the ledger once, so that a damaged one stops the server when it starts and not at its first paid call. */
async function checkLedger(config: Config, log: Log): Promise<void> {
  const stateDir = stateDirOf(config);
  if (stateDir === MEMORY) return;
  await reachStateDirectory(stateDir);
  openLedgerFile(stateDir).close();
  tellIfOpen(stateDir, log);
}

/** A value that is made when it is first needed. If making it fails, the next `get` tries again. */
function lazy<T>(make: () => Promise<T>) {
  let value: Promise<T> | undefined;
  const get = () => {
    value ??= make().catch(error => {
      value = undefined;
      throw error;
    });
    return value;
  };
  return { get, current: () => value };
}
