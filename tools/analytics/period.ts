import { z } from 'zod';
import { given, invalid } from '../shared/check.ts';

const DAY_MS = 86_400_000;

export const dateFrom = z.string().describe('YYYY-MM-DD');
export const dateTo = z.string().describe('YYYY-MM-DD');

/** Days from and to, both included, as `YYYY-MM-DD`; an end that was not given is open. */
export interface Period {
  readonly dateFrom?: string | undefined;
  readonly dateTo?: string | undefined;
}

/** @throws SnovioError `invalid_input` */
export function validPeriod(period: Period): { dateFrom?: string; dateTo?: string } {
  const from = validDay(period.dateFrom, 'dateFrom');
  const to = validDay(period.dateTo, 'dateTo');
  if (from && to && from > to)
    throw invalid('dateTo', 'lies before dateFrom; write the earlier day as dateFrom.');
  return { ...(from && { dateFrom: from }), ...(to && { dateTo: to }) };
}

function validDay(text: string | undefined, argument: string): string | undefined {
  if (text === undefined) return undefined;
  const day = text.trim();
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
  // JavaScript takes the 31st of February for a day in March.
  if (Number.isFinite(time) && dayOf(time) === day) return day;
  throw invalid(argument, 'is no day; write it as YYYY-MM-DD.', given(text));
}

/** The day in UTC. @param time milliseconds of the epoch */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** How many days lie between two days. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** A day after every event: where the account's day is ahead of UTC, it is tomorrow there. */
export function tomorrow(): string {
  return dayOf(Date.now() + DAY_MS);
}
