import { inDatabase } from '../database/database.ts';
import type { Call } from '../http/context.ts';
import { text } from '../http/params.ts';
import { busy, invalid, json, poor } from '../http/responses.ts';
import { postForm, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { findEmails, keyOf, type Question } from '../searches/finder.ts';
import { taskDuration } from '../searches/tasks.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';

const USER_ID = 1_313_777;

/** The seeds' finder: the read is free [A] ([B] says 1 credit; A is newer), the add costs 1 credit, hit or miss. */
export function finderV1(state: State): Route[] {
  return [
    postForm('/v1/get-emails-from-names', 'v1', (call, account) =>
      ask(state, call, account, question => read(state, account, question)),
    ),
    postForm('/v1/add-names-to-find-emails', 'v1', (call, account) =>
      ask(state, call, account, question => add(state, call, account, question)),
    ),
  ];
}

/** Both methods count against the hourly limit of requests [A]. */
function ask(state: State, call: Call, account: Account, then: (question: Question) => Response): Response {
  const { params } = call;
  const [firstName, lastName, domain] = [
    text(params, 'firstName'),
    text(params, 'lastName'),
    text(params, 'domain'),
  ];
  if (!firstName) return invalid('firstName', 'firstName is required');
  if (!lastName) return invalid('lastName', 'lastName is required');
  if (!domain) return invalid('domain', 'domain is required');
  if (!account.finder.take(state.clock.now())) return busy();
  return then({ firstName, lastName, domain });
}

function add(state: State, call: Call, account: Account, question: Question): Response {
  const key = keyOf(question);
  // No idempotency: the same names again are charged again [C:ae], but what is queued goes on.
  if (!chargeAll(state, account, call, [key])) return poor();
  const readyAt = state.clock.now() + state.clock.real(taskDuration(state));
  account.names.set(key, account.names.get(key) ?? readyAt);
  return json({ success: true, ...question, userId: USER_ID, sent: true });
}

function read(state: State, account: Account, question: Question): Response {
  const readyAt = account.names.get(keyOf(question)) ?? (inDatabase(question.domain) ? 0 : Infinity);
  if (readyAt === Infinity) return result(question, [], 'not_found', 'Emails are not found');
  if (state.clock.now() < readyAt) return result(question, [], 'in_progress', 'Emails search is in progress');
  const emails = findEmails(state, account, question).map(each => ({
    email: each.email,
    emailStatus: each.kind === 'valid' ? 'valid' : 'unknown',
  }));
  return emails.length > 0
    ? result(question, emails, 'complete', 'Emails search is completed')
    : result(question, [], 'not_found', 'Emails are not found');
}

/** The names come back in lower case, as in the sample. */
function result(question: Question, emails: object[], identifier: string, description: string): Response {
  const [firstName, lastName] = [question.firstName.toLowerCase(), question.lastName.toLowerCase()];
  return json({
    success: true,
    params: { firstName, lastName, domain: question.domain },
    data: { firstName, lastName, emails },
    status: { identifier, description },
  });
}
