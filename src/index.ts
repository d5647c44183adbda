/**
 * The library: {@link createServer} makes the MCP server for a transport of your own, {@link createSnovioClient} opens
 * the Snov.io client without MCP. Both keep Snov.io's rate limit and your credit limits, and remember in a ledger what
 * was paid for. Neither reads the environment's `SNOVIO_` variables: all settings are arguments.
 * @packageDocumentation
 */
import type { McpServer } from '@modelcontextprotocol/server';
import type { KnownTool } from '../tools/index.ts';
import type { AccountClient } from './client/client.ts';
import type { Operations } from './client/operations.ts';
import type { Settings } from './config/library-settings.ts';
import { isTooOld, tooOldText } from './config/node-version.ts';

export type { CallOptions } from './client/call-options.ts';
export type { AccountClient, PaidOptions, Shape } from './client/client.ts';
export type { Operations } from './client/operations.ts';
export { ConfigError } from './config/config-error.ts';
export type { Settings } from './config/library-settings.ts';
export { type ErrorCode, type ErrorFacts, SnovioError } from './errors.ts';
export type { FindAnswer } from './snovio/flows/find-emails.ts';
export type { ProspectsAnswer } from './snovio/flows/find-prospects.ts';
export type { DomainAnswer } from './snovio/flows/search-domain.ts';
export type { VerifyAnswer } from './snovio/flows/verify-emails.ts';
export type { Person } from './snovio/methods/find.ts';
export type { ApiRequest } from './snovio/transport/request.ts';
export type { SpendingReport } from './spending/report.ts';

// An older Node could not even load the code, and would not say why: all of it is imported when it is needed.
if (isTooOld(process.versions.node)) throw new Error(tooOldText(process.versions.node));

/** Makes MCP server instances that share a Snov.io account, its pace and the ledger. */
export interface SnovioServer extends AsyncDisposable {
  /** Makes an instance for a connection. The SDK wants a new one for each. */
  create(): McpServer;
  /** Lets charged requests that are under way finish (at most 10 s), and closes the ledger. */
  close(): Promise<void>;
}

/**
 * Makes the MCP server that `snovio-mcp` serves, for a transport of your own. Needs `@modelcontextprotocol/server`
 * beside this package.
 * @example
 * const snovio = await createServer({ clientId, clientSecret, toolsets: ['find', 'verify'] });
 * serveStdio(() => snovio.create());
 * @throws ConfigError when a setting is wrong
 * @throws SnovioError `not_configured` when the state directory or database cannot be used
 */
export async function createServer(settings: Settings = {}): Promise<SnovioServer> {
  const [{ configOf }, { openApp }, { openAuditLog }, { createLog }, { tools }] = await Promise.all([
    import('./config/library-settings.ts'),
    import('./app/app.ts'),
    import('./audit/audit-log.ts'),
    import('./log.ts'),
    import('../tools/index.ts'),
  ]);
  const config = configOf(settings);
  // The SDK is an optional peer dependency: whoever uses only the client need not install it.
  const [{ composeServer, composeTasks }, { auditCalls }] = await Promise.all([
    import('./mcp/compose-server.ts'),
    import('./mcp/audit-call.ts'),
  ]);
  const log = createLog(config.logLevel);
  const audit = openAuditLog(config.auditLog ?? 'off', log);
  const app = await openApp(config);
  const accountOf = () => app.accounts.ownAccount();
  const onCall = auditCalls(audit);
  const tasks = composeTasks(app.accounts.config, async () => app.accounts.store.longCalls);
  const create = composeServer({ config, tools, accountOf, tasks, log, caller: 'library', onCall });
  const close = async () => {
    await tasks.close();
    await app.close();
    audit.close();
  };
  return { create, close, [Symbol.asyncDispose]: close };
}

/**
 * A Snov.io account: a method for each tool, named after it in camelCase, with the tool's arguments and answer; and those
 * of {@link AccountClient}, where `verifyEmails` and `findEmails` take a list instead. The paid methods are whole flows:
 * they start Snov.io's tasks, wait for them, and pay nothing twice. An item that is not done in time is `pending` in the
 * answer; the same call, repeated, continues it at no further cost. All methods but `close` throw {@link SnovioError}.
 */
export interface SnovioClient extends AccountClient, Omit<Operations<KnownTool>, keyof AccountClient> {}

/**
 * Opens the Snov.io client that the MCP server works with. Needs no MCP package.
 * @example
 * await using snovio = await createSnovioClient({ clientId, clientSecret });
 * const { results } = await snovio.verifyEmails(['mara.lindqvist@acme.example']);
 * const { lists } = await snovio.getUserLists();
 * @throws ConfigError when a setting is wrong
 * @throws SnovioError `not_configured` without credentials, or when the state directory or database cannot be used
 */
export async function createSnovioClient(settings: Settings = {}): Promise<SnovioClient> {
  const [{ openClient }, { tools }] = await Promise.all([
    import('./client/client.ts'),
    import('../tools/index.ts'),
  ]);
  return (await openClient(settings, tools)) as SnovioClient;
}
