import { z } from 'zod';
import { openApp } from '../../../app/app.ts';
import { SnovioError } from '../../../errors.ts';
import type { Account } from '../../../snovio/account.ts';
import { type CallContext, deadlineIn } from '../../../snovio/call-context.ts';
import { maybeNumber, maybeText } from '../../../snovio/shapes/fields.ts';
import { HOURLY_QUOTAS } from '../../../snovio/tasks/quotas.ts';
import { nameOf } from '../flows/flow.ts';
import type { Input } from '../input.ts';
import type { Job } from '../job.ts';
import type { StatusCount } from '../resume/status-counts.ts';
import { type ListAhead, listAheadOf } from '../target-list.ts';
import { countRows, type RowCounts } from './count-rows.ts';
import { type CreditRange, creditsOf, LEAST_RECORD } from './credits.ts';
import { durationOf } from './minutes.ts';
import { priceOf } from './price.ts';
import { likelyShare } from './saved-share.ts';
import { type Outlook, requestsOf, type Work, workOf } from './work.ts';

/** What a run will take. */
export interface Estimate {
  readonly flow: string;
  readonly rows: RowCounts;
  /**
   * Of the people, those who cost nothing: their answer is stored or on its way, or as leads they are dropped for what is
   * known before; undefined where that cannot be told.
   */
  readonly free: number | undefined;
  readonly credits: CreditRange;
  readonly requests: number;
  readonly minutes: number;
  /** The same where nobody is saved, and where everybody is; undefined where the flow does not choose whom it saves. */
  readonly minutesRange?: { readonly least: number; readonly most: number } | undefined;
  /** How many requests leave in a minute. */
  readonly pace: number;
  /** What limits leave, in credits. */
  readonly limits: {
    readonly unasked: number;
    readonly day: number;
    readonly dayLeft: number;
    readonly run?: number | undefined;
    readonly balance?: number | undefined;
  };
  /** The list that people are saved to; undefined where nobody is saved, or it was not looked at. */
  readonly list?: ListAhead | undefined;
  /** How many days it takes with the day's limit; undefined where that is 0. */
  readonly days: number | undefined;
}

/** What an interrupted run has left. */
export interface DoneRows {
  readonly rows: number;
  /** What became of them. */
  readonly counts: ReadonlyMap<string, StatusCount>;
}

const READ_SECONDS = 10;

/**
 * Estimates a run. Nothing is spent.
 * @param done rows that the output has already
 * @param mayRead whether the account is asked for its balance, campaigns and list, by a few free requests
 * @throws SnovioError `not_configured`, or where the tool refuses what the flags say
 */
export async function estimateOf(
  job: Job,
  input: Input,
  done: DoneRows,
  mayRead: boolean,
): Promise<Estimate> {
  const { flow, tool, options, config } = job;
  const rows = await countRows(input, flow, done.rows);
  const app = await openApp(config);
  try {
    const account = app.accounts.ownAccount();
    const context = { snovio: account, policy: app.policy };
    const most = flow.paid ? await priceOf(input, done.rows, flow, tool, options, context) : 0;
    const likely = likelyShare(rows, options.save ?? ['ready'], done.counts);
    const outlook = await outlookOf(account, flow.tool, mayRead);
    const timeOf = (savedShare: number) => {
      const work = workOf(flow, rows, most, savedShare);
      const requests = requestsOf(flow, work, rows, outlook);
      const pace = { requests: config.rateLimit, windowMs: config.rateWindowMs };
      const ms = Math.max(durationOf(requests, pace), quotaMs(job, work, outlook));
      return { work, requests, minutes: Math.round(ms / 600) / 100 };
    };
    const { work, requests, minutes } = timeOf(likely);
    const mayDrop = flow.tool === 'prepare_leads' && outlook.campaigns !== 0;
    const credits = creditsOf(flow, work.verifications, most, mayDrop, outlook);
    const { left } = await account.spending();
    const limits = {
      unasked: config.maxCreditsPerCall,
      day: config.maxCreditsPerDay,
      dayLeft: left.day ?? 0,
      run: config.maxCredits,
      balance: mayRead && flow.paid ? await balanceOf(account) : undefined,
    };
    const list = mayRead
      ? await listAheadOf(job, rows.people, { ...context, call: readingCall() })
      : undefined;
    return {
      flow: nameOf(flow),
      rows,
      free: isPricedByItem(job) ? Math.max(0, rows.people - most) : undefined,
      credits,
      requests,
      minutes,
      minutesRange: flow.next && { least: timeOf(0).minutes, most: timeOf(1).minutes },
      pace: config.rateLimit,
      limits,
      list,
      days: daysOf(credits.likely, limits),
    };
  } finally {
    await app.close();
  }
}

/** Whether an item costs a credit at most, so that the price tells how many are known. */
function isPricedByItem({ flow }: Job): boolean {
  return flow.paid && ['verify_emails', 'find_emails', 'prepare_leads'].includes(flow.tool);
}

async function outlookOf(account: Account, tool: string, mayRead: boolean): Promise<Outlook> {
  const { byTool } = await account.spending();
  const record = byTool.find(line => line.tool === tool);
  return {
    generation: question => account.generation(question),
    record:
      record && record.items >= LEAST_RECORD
        ? { items: record.items, credits: record.last30Days }
        : undefined,
    campaigns: tool === 'prepare_leads' && mayRead ? await campaignsOf(account) : undefined,
  };
}

/** How many days it takes: today what the day's limit leaves, from then on all of it each day. */
function daysOf(credits: number, { day, dayLeft }: Estimate['limits']): number | undefined {
  if (credits <= dayLeft) return 1;
  return day === 0 ? undefined : 1 + Math.ceil((credits - dayLeft) / day);
}

/** How long the plan's hourly quota makes it take, in milliseconds. It concerns v1 only, and counts reads too. */
function quotaMs({ config }: Job, { searches, verifications }: Work, { generation }: Outlook): number {
  if (!config.plan) return 0;
  const { finder, verifier } = HOURLY_QUOTAS[config.plan];
  const readsPerItem = 3;
  const hours = Math.max(
    generation('find') === 'v1' ? (searches * readsPerItem) / finder : 0,
    generation('verify') === 'v1' ? (verifications * readsPerItem) / verifier : 0,
  );
  return Math.max(0, Math.ceil(hours) - 1) * 60 * config.rateWindowMs;
}

const Balance = z.object({ data: z.object({ balance: maybeNumber.pipe(z.number()) }) });
const Campaigns = z.array(z.looseObject({ status: maybeText }));

async function balanceOf(account: Account): Promise<number | undefined> {
  const told = await readOf(account, '/v1/get-balance', Balance);
  return told?.data.balance;
}

/** Campaigns that are no drafts: whoever prepares leads asks each of them. */
async function campaignsOf(account: Account): Promise<number | undefined> {
  const campaigns = await readOf(account, '/v1/get-user-campaigns', Campaigns);
  return campaigns?.filter(({ status }) => status?.toLowerCase() !== 'draft').length;
}

/** A free read. What it cannot tell is left out of the estimate. */
async function readOf<S extends z.ZodType>(account: Account, path: string, shape: S) {
  return account.read({ method: 'GET', path }, shape, readingCall()).catch(error => {
    if (error instanceof SnovioError) return undefined;
    throw error;
  });
}

function readingCall(): CallContext {
  const { signal } = new AbortController();
  return { signal, deadline: deadlineIn(READ_SECONDS), tool: 'get_balance' };
}
