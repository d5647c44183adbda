import { isKnownToV1 } from '../database/database.ts';
import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { invalid, json, notEnoughCredits, quotaExceeded } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { type FinderQuery, findEmails, finderKey } from '../searches/finder.ts';
import { taskDuration } from '../searches/tasks.ts';
import { isQueued } from '../searches/v1-queue.ts';

const USER_ID = 1_313_777;

/** The older finder: the read is free ([A]; [B] says 1 credit), the add costs 1 credit, also when nothing is found. */
export const finderV1Routes: Route[] = [
  {
    method: 'POST',
    path: '/v1/get-emails-from-names',
    paramsIn: ['form', 'json'],
    generation: 'v1',
    handler: context => answer(context, read),
  },
  {
    method: 'POST',
    path: '/v1/add-names-to-find-emails',
    paramsIn: ['form', 'json'],
    generation: 'v1',
    handler: context => answer(context, add),
  },
];

/** What read and add have in common; both count against the hourly limit of requests [A]. */
function answer(
  context: RequestContext,
  handle: (context: RequestContext, query: FinderQuery) => Response,
): Response {
  const { state, account, params } = context;
  const [firstName, lastName] = [text(params, 'firstName'), text(params, 'lastName')];
  const domain = text(params, 'domain');
  if (!firstName) return invalid('firstName', 'firstName is required');
  if (!lastName) return invalid('lastName', 'lastName is required');
  if (!domain) return invalid('domain', 'domain is required');
  if (!account.finderQuota.take(state.clock.now())) return quotaExceeded();
  return handle(context, { firstName, lastName, domain });
}

function add(context: RequestContext, query: FinderQuery): Response {
  const { state, account } = context;
  const key = finderKey(query);
  const sent = isQueued(key);
  // No idempotency: the same names again are charged again [C:ae], but what is queued goes on.
  if (sent && !chargeAll(context, [key])) return notEnoughCredits();
  const readyAt = state.clock.now() + state.clock.real(taskDuration(state));
  if (sent && !account.queuedNames.has(key)) account.queuedNames.set(key, readyAt);
  return json({ success: true, ...query, userId: USER_ID, sent });
}

function read(context: RequestContext, query: FinderQuery): Response {
  const { state, account } = context;
  const readyAt = account.queuedNames.get(finderKey(query)) ?? (isKnownToV1(query.domain) ? 0 : Infinity);
  if (readyAt === Infinity) return result(query, [], 'not_found', 'Emails are not found');
  if (state.clock.now() < readyAt) return result(query, [], 'in_progress', 'Emails search is in progress');
  const emails = findEmails(context, query).map(({ email, kind }) => ({
    email,
    emailStatus: kind === 'valid' ? 'valid' : 'unknown',
  }));
  return emails.length > 0
    ? result(query, emails, 'complete', 'Emails search is completed')
    : result(query, [], 'not_found', 'Emails are not found');
}

/** The names come back in lower case, as in the sample [A]. */
function result(query: FinderQuery, emails: object[], identifier: string, description: string): Response {
  const [firstName, lastName] = [query.firstName.toLowerCase(), query.lastName.toLowerCase()];
  return json({
    success: true,
    params: { firstName, lastName, domain: query.domain },
    data: { firstName, lastName, emails },
    status: { identifier, description },
  });
}
