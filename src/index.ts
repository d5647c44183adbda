/**
 * The library: the MCP server for a host of one's own, and the Snov.io client without MCP. Both keep the account's pace,
 * the user's limits and the ledger, and read no environment variables.
 * @packageDocumentation
 */
import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { tools } from '../tools/index.ts';
import { openApp } from './app/app.ts';
import { type Config, readConfig, SETTINGS } from './config/settings.ts';
import { VERSION } from './config/version.ts';
import { SnovioError } from './errors.ts';
import { createLog } from './log.ts';
import { selectTools } from './mcp/select-tools.ts';
import { type CallContext, deadlineIn } from './snovio/call-context.ts';
import { type FindAnswer, findEmails } from './snovio/flows/find-emails.ts';
import { findProfile, type ProfileAnswer } from './snovio/flows/find-profile.ts';
import { findProspects, type ProspectsAnswer } from './snovio/flows/find-prospects.ts';
import type { Spending } from './snovio/flows/flow.ts';
import { type DomainAnswer, type DomainSearch, searchDomain } from './snovio/flows/search-domain.ts';
import { type VerifyAnswer, verifyEmails } from './snovio/flows/verify-emails.ts';
import type { Person } from './snovio/methods/find.ts';
import { normaliseDomain, normaliseEmail } from './snovio/shapes/normalise.ts';
import type { ApiRequest } from './snovio/transport/request.ts';
import type { SpendingReport } from './spending/report.ts';

export { ConfigError } from './config/settings.ts';
export { type ErrorCode, type ErrorFacts, SnovioError } from './errors.ts';
export type { ApiRequest, DomainAnswer, FindAnswer, Person, ProspectsAnswer, SpendingReport, VerifyAnswer };

/**
 * The settings of the README's table by name (`clientId`, `maxCreditsPerCall`, `toolsets`…). What is left out has the
 * table's default.
 */
export type Settings = { readonly [K in keyof typeof SETTINGS]?: Config[K] } & Pick<Config, 'proxy'>;

/** An MCP server in the making. */
export interface SnovioServer extends AsyncDisposable {
  /** Makes an instance for one connection; whatever is paced, paid for or kept is shared between all of them. */
  create(): McpServer;
  /** Lets charged requests that are under way finish, and closes the ledger. */
  close(): Promise<void>;
}

/**
 * Makes the MCP server that `snovio-mcp` serves, to be connected to a transport of one's own.
 * @example
 * const snovio = await createServer({ clientId, clientSecret, toolsets: ['find', 'verify'] });
 * serveStdio(() => snovio.create());
 * @throws ConfigError when a setting is wrong
 * @throws SnovioError `not_configured` when the state directory cannot be used
 */
export async function createServer(settings: Settings = {}): Promise<SnovioServer> {
  const config = configOf(settings);
  // The SDK is there only where a server is wanted.
  const { createServerFactory } = await import('./mcp/server.ts');
  const app = await openApp(config);
  const create = createServerFactory({
    tools: selectTools(tools, config),
    version: VERSION,
    accountOf: () => app.accounts.ownAccount(),
    policy: app.policy,
    waitSeconds: config.waitSeconds ?? WAIT_SECONDS,
    log: createLog(config.logLevel),
  });
  return { create, close: app.close, [Symbol.asyncDispose]: app.close };
}

/** How a call of the client waits, and whom it tells. */
export interface CallOptions {
  /** Ends the call; what is paid for goes into the ledger all the same. */
  readonly signal?: AbortSignal;
  /** Seconds after which it answers with what it has. */
  readonly waitSeconds?: number;
  progress?(done: number, total: number, message: string): void;
}

/** What a paid call may spend. */
export interface PaidOptions extends CallOptions, Spending {}

/** Checks an answer: any zod schema does. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } };
}

/** A Snov.io account: the one-call flows, and plain requests under the same pace. All methods throw {@link SnovioError}. */
export interface SnovioClient extends AsyncDisposable {
  /** Up to 1 credit per new address. */
  verifyEmails(emails: readonly string[], options?: PaidOptions): Promise<VerifyAnswer>;
  /** Up to 1 credit per person. */
  findEmails(people: readonly Person[], options?: PaidOptions): Promise<FindAnswer>;
  /** Up to 2 credits per profile link, 1 without e-mails. */
  findProspects(
    urls: readonly string[],
    options?: PaidOptions & { readonly emails?: boolean },
  ): Promise<ProspectsAnswer>;
  /** About 1 credit a page; pages paid once stay free. */
  searchDomain(
    search: Partial<DomainSearch> & Pick<DomainSearch, 'domain'>,
    options?: PaidOptions,
  ): Promise<DomainAnswer>;
  /** Up to 1 credit. */
  profileOf(email: string, options?: PaidOptions): Promise<ProfileAnswer>;
  /** A free request that changes nothing; repeated while its failure may pass. */
  read<T>(request: ApiRequest, shape: Shape<T>, options?: CallOptions): Promise<T>;
  /** A free request that changes the account; never repeated once it may have arrived. */
  write<T>(request: ApiRequest, shape: Shape<T>, options?: CallOptions): Promise<T>;
  /** What was spent by this client's ledger, and what the limits leave. */
  spending(): Promise<SpendingReport>;
  /** Lets charged requests that are under way finish, and closes the ledger. */
  close(): Promise<void>;
}

/**
 * Opens the Snov.io client that the server works with, without MCP.
 * @example
 * await using snovio = await createSnovioClient({ clientId, clientSecret });
 * const { results } = await snovio.verifyEmails(['mara.lindqvist@acme.example']);
 * @throws ConfigError when a setting is wrong
 * @throws SnovioError `not_configured` without credentials, or when the state directory cannot be used
 */
export async function createSnovioClient(settings: Settings = {}): Promise<SnovioClient> {
  const config = configOf(settings);
  const app = await openApp(config);
  const { close } = app;
  const seconds = config.waitSeconds ?? WAIT_SECONDS;
  try {
    const account = app.accounts.ownAccount();
    return {
      verifyEmails: (emails, o = {}) => verifyEmails(account, emails, callOf(o, seconds), o),
      findEmails: (people, o = {}) => findEmails(account, people, callOf(o, seconds), o),
      findProspects: (urls, o = {}) =>
        findProspects(account, urls, callOf(o, seconds), { emails: true, ...o }),
      searchDomain: async (search, o = {}) => {
        const domain = proper(normaliseDomain(search.domain), 'domain');
        const all = { type: 'all' as const, positions: [], offset: 0, limit: 25, ...o, ...search, domain };
        return searchDomain(account, all, callOf(o, seconds));
      },
      profileOf: async (email, o = {}) =>
        findProfile(account, proper(normaliseEmail(email), 'email'), callOf(o, seconds), o),
      read: async (request, shape, o = {}) =>
        checked(await account.read(request, z.unknown(), callOf(o, seconds)), shape),
      write: async (request, shape, o = {}) =>
        checked(await account.write(request, z.unknown(), callOf(o, seconds)), shape),
      spending: () => account.spending(),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a call waits unless it says otherwise. */
const WAIT_SECONDS = 45;

/** The same checks and defaults as for the environment, whose words a setting is turned into. */
function configOf({ proxy, ...settings }: Settings): Config {
  const entries = Object.entries(SETTINGS).map(([key, { env }]) => [env, wordOf(Reflect.get(settings, key))]);
  const config = readConfig({}, Object.fromEntries(entries));
  return { ...config, ...(proxy && { proxy }) };
}

function wordOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(',') : String(value);
}

function callOf({ signal, waitSeconds, progress }: CallOptions, seconds: number): CallContext {
  return {
    signal: signal ?? new AbortController().signal,
    deadline: deadlineIn(waitSeconds ?? seconds),
    tool: 'library',
    ...(progress && { progress }),
  };
}

function proper(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw new SnovioError('invalid_input', { message: `${name}: this is none. Nothing was sent.` });
}

/** The caller's schema may come from another copy of zod: the client's own only hands the answer on. */
function checked<T>(answer: unknown, shape: Shape<T>): T {
  const result = shape.safeParse(answer);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.map(String).join('.') || 'the top';
  throw new SnovioError('upstream_malformed', {
    message: `Snov.io's answer has another shape than asked for (at ${where}).`,
  });
}
