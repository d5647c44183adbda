import type { RequestContext } from '../http/context.ts';
import { integer, type Problem, text } from '../http/params.ts';
import { invalid, json, notFound, refused } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { taskDuration } from '../searches/tasks.ts';
import { changeOf } from '../senders/change.ts';
import { checkOf, DEFAULTS, type MailServer, type SenderAccount } from '../state/senders.ts';
import { play } from '../warm-up/progress.ts';

const EMAILS = '/v2/sender-accounts/emails';

/** Mail accounts that campaigns send from, in JSON [C:ref]; only listing is said to be free. */
export const senderAccountRoutes: Route[] = [
  { method: 'GET', path: EMAILS, paramsIn: ['query'], handler: listSenders },
  { method: 'POST', path: EMAILS, paramsIn: ['json'], handler: addSender },
  { method: 'PATCH', path: `${EMAILS}/{id}`, paramsIn: ['json'], handler: updateSender },
  {
    method: 'GET',
    path: '/v2/sender-accounts/check-sender-status',
    paramsIn: ['query'],
    handler: checkSender,
  },
];

/** GUESS: while the check runs, `valid` is false; without IMAP `imap` is null, as in the answer of the check. */
function listSenders({ account, state }: RequestContext): Response {
  const now = state.clock.now();
  const isValid = (sender: SenderAccount, server: MailServer) =>
    checkOf(sender, server, now).status === 'valid';
  const data = account.senders.map(sender => ({
    id: sender.id,
    sender_name: sender.senderName,
    email_from: sender.emailFrom,
    valid: isValid(sender, sender.smtp),
    suspended: false,
    limitation: sender.limitation,
    provider: sender.provider,
    tags: sender.tags,
    imap: sender.imap && { username: sender.emailFrom, valid: isValid(sender, sender.imap) },
  }));
  return json({ data });
}

/** GUESS: an address is connected once; status and body of all refusals are not documented. */
function addSender(context: RequestContext): Response {
  const { account, params, state } = context;
  const missing = ['sender_name', 'email_from', 'password'].find(name => !text(params, name));
  if (missing) return invalid(missing, `${missing} is required`);
  if (!params.smtp) return invalid('smtp', 'smtp is required');
  const now = state.clock.now();
  const fresh = { ...DEFAULTS, senderName: '', emailFrom: '', password: '', imap: null, provider: 'other' };
  const smtp = { host: '', port: 0, encryption: '' };
  const id = Math.max(869_851, ...account.senders.map(sender => sender.id)) + 1;
  const times = { createdAt: now, updatedAt: now, checkedAt: now };
  const sender = { ...fresh, id, smtp, ...times } satisfies SenderAccount;
  const change = changeOf(params, sender);
  if (isProblem(change)) return invalid(change.source, change.problem);
  if (account.senders.some(({ emailFrom }) => emailFrom === change.emailFrom))
    return refused('This email account is already connected');
  const added: SenderAccount = { ...sender, ...change };
  startCheck(added, context);
  account.senders.push(added);
  return json({ data: { ...answerOf(added, now), created_at: isoDate(now) } });
}

/** At least one field; a change of SMTP or IMAP is checked anew [C:ref]. GUESS: so is another password. */
function updateSender(context: RequestContext): Response {
  const { account, params, state } = context;
  const sender = findSender(context, 'id');
  if (!sender) return notFound();
  const change = changeOf(params, sender);
  if (isProblem(change)) return invalid(change.source, change.problem);
  if (Object.keys(change).length === 0) return invalid('', 'At least one field is required');
  const now = state.clock.now();
  // What was sent until now stays sent.
  for (const warmUp of account.warmUps) play(warmUp, state, account);
  Object.assign(sender, change, { updatedAt: now });
  if (change.smtp || change.imap || change.password) startCheck(sender, context);
  return json({ data: { ...answerOf(sender, now), updated_at: isoDate(now) } });
}

function checkSender(context: RequestContext): Response {
  if (integer(context.params, 'sender_account_id', 0) < 1)
    return invalid('sender_account_id', 'sender_account_id must be at least 1');
  const sender = findSender(context, 'sender_account_id');
  if (!sender) return notFound();
  const now = context.state.clock.now();
  const { smtp, imap } = sender;
  return json({ data: { smtp: checkOf(sender, smtp, now), imap: imap && checkOf(sender, imap, now) } });
}

function findSender({ account, params }: RequestContext, name: string): SenderAccount | undefined {
  return account.senders.find(({ id }) => String(id) === text(params, name));
}

function isProblem(change: object): change is Problem {
  return 'problem' in change;
}

/** GUESS: a check takes as long as a search. */
function startCheck(sender: SenderAccount, { state }: RequestContext): void {
  sender.checkedAt = state.clock.now() + state.clock.real(taskDuration(state));
}

/** Of the delay only what its type uses is answered, as in the samples [C:ref]. */
function answerOf(sender: SenderAccount, now: number): object {
  const serverOf = (server: MailServer) => ({ ...server, status: checkOf(sender, server, now).status });
  const { delayType, delayFixed, delayFrom, delayTo } = sender;
  return {
    id: sender.id,
    sender_name: sender.senderName,
    email_from: sender.emailFrom,
    smtp: serverOf(sender.smtp),
    imap: sender.imap && serverOf(sender.imap),
    limitation: sender.limitation,
    delay_type: delayType,
    ...(delayType === 'fixed' ? { delay_fixed: delayFixed } : { delay_from: delayFrom, delay_to: delayTo }),
    reply_to: sender.replyTo,
    bcc_email: sender.bccEmail,
    tags: sender.tags,
  };
}

/** ISO 8601 with an offset, as in the samples [C:ref]. */
function isoDate(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
}
