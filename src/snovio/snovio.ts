import type { z } from 'zod';
import type { SpendingReport } from '../spending/report.ts';
import type { CallContext } from './call-context.ts';
import type { FindAnswer } from './flows/find-emails.ts';
import type { ProspectsAnswer, ProspectsOptions } from './flows/find-prospects.ts';
import type { DomainAnswer, DomainSearch } from './flows/search-domain.ts';
import type { SingleAnswer, StartedAnswer } from './flows/single.ts';
import type { VerifyAnswer } from './flows/verify-emails.ts';
import type { Person } from './methods/find.ts';
import type { OwnerProfile } from './methods/profile.ts';
import type { Spending } from './tasks/dispatch.ts';
import type { ApiRequest } from './transport/request.ts';

/** A Snov.io account, as tools use it. One exists per account and process; calls share its pace, token and memory. */
export interface Snovio {
  /**
   * A free request that changes nothing. Repeated with backoff on 429, 5xx, resets and time-outs until the call's
   * deadline. The answer is checked against `shape` (lenient zod schema of the upstream answer).
   * @throws SnovioError
   */
  read<S extends z.ZodType>(request: ApiRequest, shape: S, call: CallContext): Promise<z.output<S>>;
  /**
   * A free request that changes the account. Never repeated once it may have arrived.
   * @throws SnovioError
   */
  write<S extends z.ZodType>(request: ApiRequest, shape: S, call: CallContext): Promise<z.output<S>>;
  /** Answers from memory what was loaded less than `seconds` ago; calls at once share one load, failures are not kept. */
  remember<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T>;

  verifyEmails(emails: readonly string[], call: CallContext, spending: Spending): Promise<VerifyAnswer>;
  findEmails(people: readonly Person[], call: CallContext, spending: Spending): Promise<FindAnswer>;
  findProspects(
    urls: readonly string[],
    call: CallContext,
    options: ProspectsOptions,
  ): Promise<ProspectsAnswer>;
  searchDomain(search: DomainSearch, call: CallContext): Promise<DomainAnswer>;
  /** @param email normalised */
  profileOf(email: string, call: CallContext, spending: Spending): Promise<SingleAnswer<OwnerProfile>>;
  /** The charged raw steps of v1: queue, and do not wait for the result. Items are normalised. */
  queueVerification(emails: readonly string[], call: CallContext, spending: Spending): Promise<StartedAnswer>;
  queueFind(person: Person, call: CallContext, spending: Spending): Promise<StartedAnswer>;
  queueUrl(url: { key: string; url: string }, call: CallContext, spending: Spending): Promise<StartedAnswer>;
  /** What ledger and pace know the account by. */
  readonly key: string;
  /** What this server has spent, and what the user's limits leave. */
  spending(): SpendingReport;
}
