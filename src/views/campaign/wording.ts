import { languageOf, localeOf } from '../shared/appearance.ts';
import { TEXTS, type Texts } from './texts.ts';

/** From here on numbers are written short, such as `12.3M`: they are places of a table. */
const LONG = 10_000_000;

/** The card's texts, and how numbers and times are written beside them. */
export interface Wording {
  readonly texts: Texts;
  number(count: number): string;
  /** @param percent such as 21.7 */
  percent(percent: number): string;
  /** Times are milliseconds of the epoch, and are written in UTC, as the days of all answers are. */
  day(time: number): string;
  days(from: number, to: number): string;
  month(time: number): string;
  moment(time: number): string;
}

/** @param locale the host's */
export function wordingOf(locale: unknown): Wording {
  const known = localeOf(locale);
  const plain = new Intl.NumberFormat(known);
  const short = new Intl.NumberFormat(known, { notation: 'compact', maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(known, { style: 'percent', maximumFractionDigits: 1 });
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(known, { ...options, timeZone: 'UTC' });
  const day = dates({ dateStyle: 'medium' });
  const month = dates({ month: 'long', year: 'numeric' });
  const moment = dates({ dateStyle: 'medium', timeStyle: 'short' });
  return {
    texts: TEXTS[languageOf(locale)],
    number: count => (count < LONG ? plain : short).format(count),
    percent: percent => percents.format(percent / 100),
    day: time => day.format(time),
    days: (from, to) => day.formatRange(from, to),
    month: time => month.format(time),
    moment: time => moment.format(time),
  };
}

/** What a word of the answer is called; a word that is not known stays. */
export function called(names: Readonly<Record<string, string>>, word: string): string {
  return (Object.hasOwn(names, word) && names[word]) || word;
}
