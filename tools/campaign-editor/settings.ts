import { z } from 'zod';
import type { Context } from '../../src/tool.ts';
import { given, invalid } from '../shared/check.ts';
import { resolveDoNotEmailList } from '../shared/do-not-email-lists.ts';
import { resolveList } from '../shared/list-id.ts';
import { resolveSenderAccount } from '../shared/sender-accounts.ts';
import { digits, numeric } from './ids.ts';
import { resolveSchedule } from './schedules.ts';

/** Whom a campaign can leave out; upstream each is a flag that begins with `skip_` [C:ref]. */
export const SKIPS = [
  'unverifiable',
  'unverified',
  'who_replied',
  'company_domain_who_replied',
  'recipients_without_variables_data',
  'other_recipients_email_addresses',
  'recipients_added_to_my_another_campaign',
  'recipients_added_to_team_another_campaign',
] as const;

export const title = z.string().describe('Name');

const optional = (description: string) => z.string().optional().describe(description);
const flag = (description: string) => z.boolean().optional().describe(description);
const ids = (description: string) => z.array(z.string()).optional().describe(description);
const perDay = (description: string) => z.int().min(0).max(100_000).optional().describe(description);

export const emailAccounts = ids('Ids or addresses');
export const linkedInAccounts = ids('LinkedIn sender ids');
export const startAt = optional('YYYY-MM-DD HH:MM:SS');
export const timezone = optional('Europe/Berlin');

/** What can be set of a campaign besides its name and its list. */
export const settings = {
  emailAccounts,
  linkedInAccounts,
  doNotEmailListId: optional('Id or name'),
  scheduleId: optional('Id or name'),
  startAt,
  completeAt: optional('Like startAt'),
  timezone,
  trackOpens: flag('Opens'),
  trackClicks: flag('Clicks'),
  dailyEmails: perDay('0: no limit'),
  dailyNewRecipients: perDay('0: no limit'),
  skip: z.array(z.string()).optional().describe('All, such as who_replied'),
  oneClickUnsubscribe: flag('In the header'),
  completeAfterLastStep: flag('By itself'),
};

/** All of them, and the list. */
export type Settings = z.output<z.ZodObject<typeof settings>> & { listId?: string | undefined };

type Json = Record<string, unknown>;

/**
 * The body that says so upstream; what is left out is not sent.
 * @param before the sending settings as they are: of whom to skip, only what changes is sent
 * @throws SnovioError `invalid_input`, `not_found`
 */
export async function settingsBody(args: Settings, context: Context, before: Json = {}): Promise<Json> {
  const own = {
    linkedin_accounts: args.linkedInAccounts?.map(id => numeric(digits(id, 'linkedInAccounts'))),
    tracking: filled({ open: args.trackOpens, link_click: args.trackClicks }),
    sending_settings: filled(sendingSettings(args, before)),
    ...dates(args),
    timezone: zone(args.timezone),
    complete_campaign_after_last_step: args.completeAfterLastStep,
  };
  // What has to be looked up comes last: whatever else is wrong needs no request.
  const find = async (name: string | undefined, resolve: (name: string) => Promise<string>) =>
    name === undefined ? undefined : numeric(await resolve(name));
  const recipients = {
    list_id: await find(args.listId, name => resolveList(name, context)),
    black_list_id: await find(args.doNotEmailListId, name =>
      resolveDoNotEmailList(name, context, 'doNotEmailListId'),
    ),
  };
  const email_accounts = await senders(args.emailAccounts, context);
  const schedule_id = await find(args.scheduleId, name => resolveSchedule(name, context));
  return filled({ ...own, email_accounts, recipients: filled(recipients), schedule_id }) ?? {};
}

/** @throws SnovioError `invalid_input` */
export function checkSkips(skip: readonly string[] = []): void {
  const unknown = skip.find(name => !SKIPS.some(known => known === name));
  if (unknown !== undefined) throw invalid('skip', `takes ${SKIPS.join(', ')}.`, given(unknown));
}

/** Without the fields that are undefined; undefined if none is left. */
function filled(fields: Json): Json | undefined {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

async function senders(given: readonly string[] | undefined, context: Context) {
  if (!given) return undefined;
  const ids: unknown[] = [];
  for (const name of given) ids.push(numeric(await resolveSenderAccount(name, context, 'emailAccounts')));
  return ids;
}

/** Some flags are locked once a campaign has started [C:ref], so those that stay as they are are not sent. */
function sendingSettings(args: Settings, before: Json): Json {
  const flags = SKIPS.map(name => [`skip_${name}`, args.skip?.includes(name)] as const);
  return {
    daily_sending_all: args.dailyEmails === 0 ? null : args.dailyEmails,
    daily_sending_new_recipients: args.dailyNewRecipients === 0 ? null : args.dailyNewRecipients,
    ...Object.fromEntries(flags.filter(([key, value]) => value !== before[key])),
    one_click_unsubscribe: args.oneClickUnsubscribe,
  };
}

/** The date as Snov.io writes it, and the zone of the campaign counts. */
function date(text: string | undefined, argument: string): string | undefined {
  if (text === undefined) return undefined;
  const written = text.trim().replace('T', ' ');
  const time = Date.parse(`${written.replace(' ', 'T')}Z`);
  // A day that does not exist, such as February 30, comes out as another one.
  const isDate = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(written) && !Number.isNaN(time);
  if (isDate && new Date(time).toISOString().startsWith(written.replace(' ', 'T'))) return written;
  throw invalid(argument, 'write it as YYYY-MM-DD HH:MM:SS.', given(text));
}

function dates({ startAt, completeAt }: Settings): Json {
  const [start, end] = [date(startAt, 'startAt'), date(completeAt, 'completeAt')];
  if (start && end && start >= end)
    throw invalid('completeAt', 'has to be later than startAt; change one of them.');
  return { start_campaign_at: start, complete_campaign_at: end };
}

/** The reference prints blanks in its table of zones and underscores in its samples [C:ref]. */
function zone(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const name = text.trim().replaceAll(' ', '_');
  if (isZone(name)) return name;
  throw invalid('timezone', 'this is no time zone; write one such as Europe/Berlin or UTC.', given(text));
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
