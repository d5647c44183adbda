import type { RequestContext } from '../http/context.ts';
import { integer, text } from '../http/params.ts';
import { invalid, json, notFound, refused } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { taskDuration } from '../searches/tasks.ts';
import { checkOf } from '../state/senders.ts';
import { DAY, dayText, newWarmUp, WARM_UP_DEFAULTS, type WarmUp } from '../state/warm-ups.ts';
import { calendar, dailyLimit, daysBefore, play, senderOf, statusOf } from '../warm-up/progress.ts';
import { settingsIn, wrongSettings } from '../warm-up/settings.ts';
import { percentOf, statisticsOf, totalsOf } from '../warm-up/statistics.ts';

/** GUESS: how many the plan allows at once; that there are slots is documented, their number is not [C:ref]. */
const SLOTS = 3;

/** Warm-ups, in JSON; no price is stated. Their answers have `success` [C:ref]. */
export const warmUpRoutes: Route[] = [
  { method: 'POST', path: '/v2/warm-up', paramsIn: ['json'], handler: createWarmUp },
  { method: 'GET', path: '/v2/warm-up', paramsIn: ['query'], handler: listWarmUps },
  { method: 'GET', path: '/v2/warm-up/{id}', paramsIn: ['query'], handler: getWarmUp },
  { method: 'PATCH', path: '/v2/warm-up/{id}', paramsIn: ['json'], handler: updateWarmUp },
  { method: 'DELETE', path: '/v2/warm-up/{id}', paramsIn: [], handler: deleteWarmUp },
  { method: 'GET', path: '/v2/warm-up/statistics/{id}', paramsIn: ['query'], handler: getStatistics },
];

/** GUESS: how it is refused; `success:false` is documented for such actions [C:ref]. */
function createWarmUp(context: RequestContext): Response {
  const { account, params, state } = context;
  for (const name of ['email_account_id', 'per_day'])
    if (!text(params, name)) return invalid(name, `${name} is required`);
  const before = { ...WARM_UP_DEFAULTS, perDay: integer(params, 'per_day', 1) };
  const wrong = wrongSettings(params, before, 5);
  if (wrong) return invalid(wrong.source, wrong.problem);
  const sender = account.senders.find(({ id }) => id === integer(params, 'email_account_id', 0));
  if (!sender) return notFound();
  if (account.warmUps.some(({ senderId }) => senderId === sender.id))
    return refused('This email account already has a warm-up');
  if (checkOf(sender, sender.smtp, state.clock.now()).status === 'invalid')
    return refused('The email account is not connected');
  if (account.warmUps.filter(({ status }) => status !== 'completed').length >= SLOTS)
    return refused('Warm-up slots limit is reached');
  const id = Math.max(122, ...account.warmUps.map(warmUp => warmUp.id)) + 1;
  const settings = { ...before, ...settingsIn(params) };
  account.warmUps.push(newWarmUp(id, sender.id, settings, calendar(state, account)));
  return json({ data: { id }, success: true });
}

function listWarmUps(context: RequestContext): Response {
  const { account, params, state } = context;
  const wanted = text(params, 'status');
  const [page, perPage] = [integer(params, 'page', 1), integer(params, 'per_page', 20)];
  if (wanted && !['active', 'paused', 'completed', 'error'].includes(wanted))
    return invalid('status', 'status is unknown');
  if (![20, 50, 100].includes(perPage)) return invalid('per_page', 'per_page must be 20, 50 or 100');
  if (page < 1) return invalid('page', 'page must be at least 1');
  const found = account.warmUps
    .map(warmUp => play(warmUp, state, account))
    .filter(warmUp => !wanted || statusOf(warmUp, state, account) === wanted);
  const rows = found.slice((page - 1) * perPage, page * perPage);
  return json({
    data: rows.map(warmUp => answerOf(warmUp, context)),
    success: true,
    meta: {
      total_items: found.length,
      page,
      per_page: perPage,
      total_pages: Math.ceil(found.length / perPage),
    },
  });
}

function getWarmUp(context: RequestContext): Response {
  const warmUp = findWarmUp(context);
  return warmUp ? json({ data: answerOf(warmUp, context), success: true }) : notFound();
}

/** GUESS: a completed warm-up stays so. `deleted` is one of the documented statuses [C:ref]. */
function updateWarmUp(context: RequestContext): Response {
  const { params, state, account } = context;
  const warmUp = findWarmUp(context);
  if (!warmUp) return notFound();
  const status = text(params, 'status');
  if ('status' in params && !['active', 'paused', 'completed', 'deleted'].includes(status))
    return invalid('status', 'status is unknown');
  const wrong = wrongSettings(params, warmUp, 10);
  if (wrong) return invalid(wrong.source, wrong.problem);
  if (status === 'deleted') return deleteWarmUp(context);
  if (warmUp.status === 'completed' && status === 'active')
    return refused('A completed warm-up can not be started again');
  Object.assign(warmUp, settingsIn(params), status && { status });
  play(warmUp, state, account);
  return json({ data: { id: warmUp.id }, success: true });
}

function deleteWarmUp(context: RequestContext): Response {
  const { account } = context;
  const warmUp = findWarmUp(context);
  if (!warmUp) return notFound();
  account.warmUps = account.warmUps.filter(({ id }) => id !== warmUp.id);
  return json({ data: { id: warmUp.id }, success: true });
}

const PERIODS: Record<string, number> = { two_weeks: 14, month: 30 };
const DATE = /^\d{4}-\d\d-\d\d$/;

/** `period`, or a range whose end is not before its start or the warm-up's [C:ref]. GUESS: a period ends today. */
function getStatistics(context: RequestContext): Response {
  const { params, state, account } = context;
  const warmUp = findWarmUp(context);
  if (!warmUp) return notFound();
  const today = calendar(state, account);
  const length = PERIODS[text(params, 'period')];
  if ('period' in params && !length) return invalid('period', 'period is unknown');
  const from = text(params, 'date_from') || dayText(today - ((length ?? 0) - 1) * DAY);
  const to = text(params, 'date_to') || dayText(today);
  if (!length && !text(params, 'date_from')) return invalid('period', 'period or date_from is required');
  if (!DATE.test(from)) return invalid('date_from', 'date_from must be YYYY-MM-DD');
  if (!DATE.test(to) || to < from || to < dayText(warmUp.startDay))
    return invalid('date_to', 'date_to must not be before date_from or the start of the warm-up');
  const days = warmUp.days.filter(({ date }) => date >= from && date <= to);
  const is_calculated = isCalculated(warmUp, `${from} to ${to}`, context);
  return json({ data: { ...statisticsOf(days), is_calculated }, success: true });
}

/** GUESS: the first question about a range starts its calculation, which takes as long as a search. */
function isCalculated({ calculatedAt }: WarmUp, range: string, { state }: RequestContext): boolean {
  const now = state.clock.now();
  const readyAt = calculatedAt.get(range) ?? now + state.clock.real(taskDuration(state));
  calculatedAt.set(range, readyAt);
  return now >= readyAt;
}

/** Played up to now. */
function findWarmUp({ account, params, state }: RequestContext): WarmUp | undefined {
  const found = account.warmUps.find(({ id }) => String(id) === text(params, 'id'));
  return found && play(found, state, account);
}

/** GUESS: each mail found in spam is moved out of it; `type`, `delay` and `limit` of the sender are as in the sample. */
function answerOf(warmUp: WarmUp, { state, account }: RequestContext): object {
  const sender = senderOf(warmUp, account);
  const status = statusOf(warmUp, state, account);
  const totals = totalsOf(warmUp.days);
  const today = warmUp.days.find(({ date }) => date === dayText(warmUp.playedTo));
  return {
    id: warmUp.id,
    status,
    reply_rate: warmUp.replyRate,
    send_to_paid_domain: warmUp.sendToPaidDomain,
    start_date: dayText(warmUp.startDay),
    campaign_deadline: warmUp.deadline,
    strategy: warmUp.strategy,
    per_day: warmUp.perDay,
    from: warmUp.from,
    increase: warmUp.increase,
    subject: warmUp.subject,
    body: warmUp.body,
    template_name: warmUp.templateName,
    enable_ctd: warmUp.enableCtd,
    schedule: warmUp.scheduleId === null ? null : { id: warmUp.scheduleId },
    email_account: {
      id: sender.id,
      email_from: sender.emailFrom,
      type: sender.provider === 'gmail' ? 'google' : 'other',
      delay: 30,
      limit: 15,
      per_day: sender.limitation,
      schedule_required: false,
      provider: sender.provider,
      custom_tracking_domain: null,
    },
    enable_proxy: warmUp.enableProxy,
    sent_today: today?.sent ?? 0,
    daily_limit: dailyLimit(warmUp, daysBefore(warmUp)),
    total_saved_from_spam: totals.spam,
    deliverability: percentOf(totals.inbox, totals),
    warm_up_error: status === 'error' ? 'The email account is not connected' : null,
  };
}
