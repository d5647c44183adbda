import { given, invalid } from '../shared/check.ts';

/** A day of the calendar, `YYYY-MM-DD`. @throws SnovioError `invalid_input` */
export function validDay(text: string, argument: string): string {
  const day = text.trim();
  const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
  // A day that no month has, such as February 30, becomes another one or none.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)) return day;
  throw invalid(argument, 'is no day; write it as YYYY-MM-DD.', given(text));
}
