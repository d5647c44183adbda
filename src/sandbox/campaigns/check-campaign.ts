import { PIPELINES, STAGES } from '../data/pipelines.ts';
import { SCHEDULES } from '../data/schedules.ts';
import { parseDate } from '../dates.ts';
import type { Params } from '../http/params.ts';
import type { Account } from '../state/account.ts';
import { type Problem, sequenceProblems } from './check-sequence.ts';

const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** What is wrong with the body of a campaign, by the rules of the reference [C:ref]; the words are a GUESS. */
export function campaignProblems(body: Params, account: Account): Problem[] {
  return [
    ...requiredProblems(body, account),
    ...(hasMail(body) ? mailProblems(body, account) : []),
    ...dateProblems(body),
    ...dealProblems(body.deals),
    ...sequenceProblems(body.sequence),
  ];
}

function requiredProblems(body: Params, account: Account): Problem[] {
  const { title, priority, recipients, archive_in_months: months, schedule_id: schedule } = body;
  const { list_id: list, black_list_id: blacklist } = (recipients ?? {}) as Params;
  const { lists, blacklists } = account.crm;
  const problems: Problem[] = [];
  const need = (holds: boolean, source: string, title: string) => holds || problems.push([source, title]);
  need(
    typeof title === 'string' && title !== '' && title.length <= 255,
    'title',
    'title: 1 to 255 characters',
  );
  need(isAmong(priority, ['low', 'medium', 'high']), 'priority', 'priority must be low, medium or high');
  const isList = lists.some(({ id, deletedAt }) => id === list && deletedAt === undefined);
  need(isList, 'recipients.list_id', 'list not found');
  const isBlacklist = blacklist == null || blacklists.some(({ id }) => id === blacklist);
  need(isBlacklist, 'recipients.black_list_id', 'do-not-email list not found');
  const after = 'complete_campaign_after_last_step';
  need(typeof body[after] === 'boolean', after, `${after} is required`);
  need(isAmong(months, [1, 2, 3, 6]), 'archive_in_months', 'archive_in_months must be 1, 2, 3 or 6');
  // 404 or 422 [C:ref].
  need(schedule == null || SCHEDULES.some(({ id }) => id === schedule), 'schedule_id', 'schedule not found');
  return problems;
}

function hasMail({ sequence }: Params): boolean {
  const { steps } = (sequence ?? {}) as Params;
  return Array.isArray(steps) && steps.some(step => step?.type === 'email');
}

/** What campaigns with e-mail steps need besides. */
function mailProblems(body: Params, account: Account): Problem[] {
  const {
    email_accounts: accounts,
    tracking,
    sending_settings: settings,
    provider_matching: matching,
  } = body;
  const senders = Array.isArray(accounts) ? accounts : [];
  const problems: Problem[] = [];
  if (senders.length === 0) problems.push(['email_accounts', 'email_accounts is required']);
  if (!senders.every(id => account.senders.some(sender => sender.id === id)))
    problems.push(['email_accounts', 'email account not found']);
  if (!isObject(tracking)) problems.push(['tracking', 'tracking is required']);
  if (!isObject(settings)) problems.push(['sending_settings', 'sending_settings is required']);
  else if (!isAmong(settings.sending_priority ?? 'first_email', ['first_email', 'follow_up']))
    problems.push(['sending_settings.sending_priority', 'sending_priority is invalid']);
  if (typeof matching !== 'boolean') problems.push(['provider_matching', 'provider_matching is required']);
  if (matching === true && senders.length < 2)
    problems.push(['provider_matching', 'provider_matching needs two email accounts']);
  return problems;
}

function dateProblems({ start_campaign_at: start, complete_campaign_at: end, timezone }: Params): Problem[] {
  const problems: Problem[] = [];
  for (const [source, date] of [
    ['start_campaign_at', start],
    ['complete_campaign_at', end],
  ] as const)
    if (date != null && !DATE.test(String(date))) problems.push([source, `${source} is no date`]);
  if (start && end && parseDate(String(start)) >= parseDate(String(end)))
    problems.push(['complete_campaign_at', 'complete_campaign_at must be after start_campaign_at']);
  if (timezone != null && !isZone(String(timezone))) problems.push(['timezone', 'timezone is unknown']);
  return problems;
}

function dealProblems(deals: unknown): Problem[] {
  if (deals == null) return [];
  if (!isObject(deals)) return [['deals', 'deals must be an object']];
  const { event, pipeline_id, stage_id, potential_value: value } = deals;
  const isEvent = Array.isArray(event) && event.length > 0;
  if (!isEvent || !event.every(one => isAmong(one, ['open', 'click', 'reply'])))
    return [['deals.event', 'event must be some of open, click, reply']];
  if (!PIPELINES.some(({ id }) => id === pipeline_id)) return [['deals.pipeline_id', 'pipeline not found']];
  if (!STAGES.some(stage => stage.id === stage_id && stage.pipelineId === pipeline_id))
    return [['deals.stage_id', 'stage not found']];
  return value === undefined || (typeof value === 'number' && value > 0)
    ? []
    : [['deals.potential_value', 'potential_value must be positive']];
}

/** The reference prints `America/New York` in its table and `America/New_York` in its samples. */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name.replaceAll(' ', '_') });
    return true;
  } catch {
    return false;
  }
}

function isAmong(value: unknown, words: readonly unknown[]): boolean {
  return words.includes(value);
}

function isObject(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
