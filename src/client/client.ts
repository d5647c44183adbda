import { z } from 'zod';
import { openApp } from '../app/app.ts';
import { configOf, type Settings } from '../config/library-settings.ts';
import { type Config, DEFAULT_WAIT_SECONDS } from '../config/settings.ts';
import { SnovioError } from '../errors.ts';
import { lacks, selectTools } from '../mcp/select-tools.ts';
import type { Account } from '../snovio/account.ts';
import { type FindAnswer, findEmails } from '../snovio/flows/find-emails.ts';
import { findProfile, type ProfileAnswer } from '../snovio/flows/find-profile.ts';
import { findProspects, type ProspectsAnswer } from '../snovio/flows/find-prospects.ts';
import type { Spending } from '../snovio/flows/flow.ts';
import { type DomainAnswer, type DomainSearch, searchDomain } from '../snovio/flows/search-domain.ts';
import { type VerifyAnswer, verifyEmails } from '../snovio/flows/verify-emails.ts';
import type { Person } from '../snovio/methods/find.ts';
import type { ApiRequest } from '../snovio/transport/request.ts';
import type { SpendingReport } from '../spending/report.ts';
import type { Tool } from '../tool.ts';
import { listOfPeople, listOfTexts, oneDomain, oneEmail } from './arguments.ts';
import { type CallOptions, type ContextOf, contextsOf } from './call-options.ts';
import { untilEnd } from './closing.ts';
import { leftOut, operationsOf } from './operations.ts';

/**
 * Options of a paid call. Without `maxCredits`, a call that could cost more than the setting `maxCreditsPerCall` throws
 * `credit_ceiling`; with it, the call spends up to that many credits, and items beyond are `not_run`. `fresh` pays again
 * for what the ledger knows, or what is in doubt.
 */
export interface PaidOptions extends CallOptions, Spending {}

/** Checks an answer and gives it a type. Every zod schema fits, of any version that has `safeParse`. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } };
}

/** What the client can do besides the methods that follow from tools. */
export interface AccountClient extends AsyncDisposable {
  /** Verifies e-mail addresses. Costs up to 1 credit per address that the ledger does not know. */
  verifyEmails(emails: readonly string[], options?: PaidOptions): Promise<VerifyAnswer>;
  /** Finds and verifies people's business addresses by name and domain. Costs up to 1 credit per person. */
  findEmails(people: readonly Person[], options?: PaidOptions): Promise<FindAnswer>;
  /** Finds people by their profile links. Costs up to 2 credits per link, or 1 with `emails: false`. */
  findProspects(
    urls: readonly string[],
    options?: PaidOptions & { readonly emails?: boolean },
  ): Promise<ProspectsAnswer>;
  /**
   * Searches the addresses of a company by its domain, or its people by `positions`. Costs about 1 credit per page;
   * pages that are paid for stay free.
   */
  searchDomain(
    search: Partial<DomainSearch> & Pick<DomainSearch, 'domain'>,
    options?: PaidOptions,
  ): Promise<DomainAnswer>;
  /** Looks up the person behind an address in Snov.io's database. Costs up to 1 credit. */
  profileOf(email: string, options?: PaidOptions): Promise<ProfileAnswer>;
  /**
   * Sends a free request that changes nothing. It is repeated if its failure may pass.
   * @throws SnovioError `upstream_malformed` if the answer does not fit `shape`
   */
  read<T>(request: ApiRequest, shape: Shape<T>, options?: CallOptions): Promise<T>;
  /**
   * Sends a free request that changes the account. It is not repeated if it may have arrived.
   * @throws SnovioError `upstream_malformed` if the answer does not fit `shape`; the change is made all the same
   */
  write<T>(request: ApiRequest, shape: Shape<T>, options?: CallOptions): Promise<T>;
  /** The credits that were spent, by the ledger's own record, and what the limits leave. */
  spending(): Promise<SpendingReport>;
  /**
   * Cancels calls that are under way, lets charged requests that have left finish (at most 10 s), and closes the ledger.
   * All other methods throw `invalid_input` afterwards.
   */
  close(): Promise<void>;
}

/**
 * Opens the Snov.io client that the MCP server works with. Needs no MCP package.
 * @param tools what it has methods for
 * @throws ConfigError when a setting is wrong
 * @throws SnovioError `not_configured` without credentials, or when the state directory or database cannot be used
 */
export async function openClient(
  settings: Settings,
  tools: readonly Tool[],
): Promise<AccountClient & object> {
  const config = configOf(settings);
  refuseWithoutCredentials(config);
  const app = await openApp(config);
  const ending = new AbortController();
  const close = () => {
    ending.abort();
    return app.close();
  };
  try {
    const account = app.accounts.ownAccount();
    const allowed = new Set(selectTools(tools, { ...config, toolsets: ['all'] }));
    const contextOf = contextsOf(config.waitSeconds ?? DEFAULT_WAIT_SECONDS, ending.signal);
    const operations = operationsOf(tools, {
      ...{ snovio: account, policy: app.policy, contextOf },
      // What lacks a setting says so itself.
      allows: tool => allowed.has(tool) || lacks(tool, config) !== undefined,
    });
    const methods = methodsOf(account, contextOf, config.readOnly);
    return {
      ...untilEnd({ ...operations, ...methods }, ending.signal),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws SnovioError `not_configured` in the words of the library, which reads no variables */
function refuseWithoutCredentials({ clientId, clientSecret, sandbox }: Config): void {
  if (sandbox || (clientId && clientSecret)) return;
  throw new SnovioError('not_configured', {
    message:
      'No Snov.io credentials are given. Set clientId and clientSecret (Snov.io: account settings, API), or sandbox: true to try without an account.',
  });
}

/** The methods that have a form of their own. */
function methodsOf(
  account: Account,
  contextOf: ContextOf,
  readOnly: boolean,
): Omit<AccountClient, 'close' | typeof Symbol.asyncDispose> {
  return {
    verifyEmails: (emails, o = {}) => verifyEmails(account, listOfTexts(emails, 'emails'), contextOf(o), o),
    findEmails: (people, o = {}) => findEmails(account, listOfPeople(people), contextOf(o), o),
    findProspects: (urls, o = {}) =>
      findProspects(account, listOfTexts(urls, 'urls'), contextOf(o), { emails: true, ...o }),
    searchDomain: async (search, o = {}) => {
      const domain = oneDomain(search?.domain);
      const all = { type: 'all' as const, positions: [], offset: 0, limit: 25, ...o, ...search, domain };
      return searchDomain(account, all, contextOf(o));
    },
    profileOf: async (email, o = {}) => findProfile(account, oneEmail(email), contextOf(o), o),
    read: async (request, shape, o = {}) =>
      checked(await account.read(request, z.unknown(), contextOf(o)), shape),
    write: async (request, shape, o = {}) => {
      if (readOnly) throw leftOut('write');
      return checked(await account.write(request, z.unknown(), contextOf(o)), shape);
    },
    spending: () => account.spending(),
  };
}

/** Checks an answer by the caller's schema, which may come from another copy of zod than the client's own. */
function checked<T>(answer: unknown, shape: Shape<T>): T {
  const result = shape.safeParse(answer);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.map(String).join('.') || 'the top';
  throw new SnovioError('upstream_malformed', {
    message: `Snov.io's answer has another shape than asked for (at ${where}).`,
  });
}
