import type { Question } from '../store.ts';

export const DAY_MS = 86_400_000;

/** The spending record is kept longer than any process is expected to live: its own limit counts its first lines too. */
export const SPEND_KEPT_MS = 400 * DAY_MS;

/** What webhooks reported concerns campaigns that run: nobody needs it much later. */
const MOST_EVENT_DAYS = 30;

/** The most days by question, where that is less than the setting: a mailbox changes sooner than a person's job. */
const MOST_DAYS: Partial<Record<Question, number>> = { verify: 14 };

/**
 * Until when an answer is given again, in milliseconds since the epoch.
 * @param days SNOVIO_LEDGER_DAYS
 * @param miss nothing was found and nothing paid: new data may come tomorrow
 */
export function expiry(question: Question, days: number, miss: boolean, now: number): number {
  const most = Math.min(days, MOST_DAYS[question] ?? days, miss ? 1 : days);
  return now + most * DAY_MS;
}

/** How long an event of a webhook is kept, in milliseconds. @param days SNOVIO_LEDGER_DAYS */
export function eventsKeptMs(days: number): number {
  return Math.min(days, MOST_EVENT_DAYS) * DAY_MS;
}
