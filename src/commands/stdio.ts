import type { App } from '../app/app.ts';
import { checkStore } from '../app/open-store.ts';
import { openAuditLog } from '../audit/audit-log.ts';
import { createLog } from '../log.ts';
import { auditCalls } from '../mcp/audit-call.ts';
import type { CallRecord } from '../mcp/call-record.ts';
import { composeServer, composeTasks } from '../mcp/compose-server.ts';
import { eventsResource } from '../mcp/resources/events.ts';
import { ResourceUpdates } from '../mcp/resources/updates.ts';
import { serveOnStdio } from '../mcp/stdio.ts';
import { EventWatch } from '../snovio/events/event-watch.ts';
import { openTracing } from '../tracing/open.ts';
import type { Command } from './command.ts';
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
    for (const { text, remedy } of await checkStore(config)) log.warn(`${text} ${remedy}`);
    // Most servers that a host starts only ever list their tools, so the app is opened by the first call.
    const updates = new ResourceUpdates();
    const tracing = await openTracing(config, listings, log);
    const app = lazy(async () => {
      const opened = await (await import('../app/app.ts')).openApp(config, {}, { watch: tracing?.watch });
      opened.accounts.onWrite = (account, request) => updates.written(account, request);
      watchEvents(opened, updates);
      return opened;
    });
    // Events reach another process. Who watches for them may never call a tool.
    if (config.publicUrl !== undefined) void app.get().catch(() => {});
    const accountOf = async () => (await app.get()).accounts.ownAccount();
    const audit = openAuditLog(config.auditLog ?? 'off', log);
    const auditCall = auditCalls(audit);
    const onCall = (record: CallRecord) => {
      auditCall(record);
      tracing?.ended(record);
    };
    const tasks = composeTasks(config, async () => (await app.get()).accounts.store.longCalls);
    const factory = composeServer({
      config,
      tools: listings,
      accountOf,
      tasks,
      log,
      onCall,
      traceCall: tracing?.call,
    });
    log.debug(`serving ${config.apiUrl} on stdio`);
    await serveOnStdio(factory, updates, log);
    await tasks.close();
    await app.current()?.then(({ close }) => close());
    await tracing?.close();
    audit.close();
    return 0;
  },
};

/** Announces what webhooks bring for the account of the configuration, if it has one, until the process ends. */
function watchEvents({ accounts, events }: App, updates: ResourceUpdates): void {
  if (!events || !accounts.config.clientId) return;
  const announce = (account: string) => updates.changed(account, eventsResource.uri);
  new EventWatch(accounts.store.events, announce).watch(accounts.ownAccount().key);
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
