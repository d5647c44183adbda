// Upstream's dates, each method's in a form of its own, as ISO 8601. What is no date is left out.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** ISO 8601, and the same with a blank for the T. */
const NUMBERS =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/;
/** `05 Jan 2023`, `Thu, 05 Jan 2023 10:00:00 GMT`. */
const DAY_FIRST =
  /^(?:[a-z]{3,9},? )?(\d{1,2}) ([a-z]{3,9})\.?,? (\d{4})(?:,? (\d\d:\d\d(?::\d\d)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i;
/** `Jan 5, 2023`. */
const MONTH_FIRST =
  /^(?:[a-z]{3,9},? )?([a-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:,? (\d\d:\d\d(?::\d\d)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Upstream's PHP date object, `YYYY-MM-DD HH:MM:SS`, Unix seconds or milliseconds, ISO 8601 or a date in English as ISO
 * 8601, times in UTC; undefined for anything else, also for a day that no calendar has. A time whose zone upstream does not
 * name is in UTC: the same field comes as a text in one method and in another as a date object, whose zone is always that
 * [A][B]. Of a zone that goes by a name the offset is not guessed: then the time stays as it is, without `Z`.
 */
export function toIso(value: unknown): string | undefined {
  const iso = toLocalIso(value);
  if (iso === undefined || !iso.includes('T')) return iso;
  if (/(?:Z|[+-]\d\d:\d\d)$/.test(iso)) return isoSeconds(Date.parse(iso));
  return zoneOf(value) ? iso : isoSeconds(Date.parse(`${iso}Z`));
}

/** As {@link toIso}, but a time whose zone upstream does not name stays without one: another field names it. */
export function toLocalIso(value: unknown): string | undefined {
  if (typeof value === 'number') return fromUnix(value);
  if (typeof value === 'string') return fromString(value.trim());
  if (typeof value !== 'object' || value === null || !('date' in value)) return undefined;
  const local = typeof value.date === 'string' ? fromString(value.date.trim()) : undefined;
  return local && `${local}${/^\d{4}-\d\d-\d\dT[\d:]+$/.test(local) ? zoneSuffix(zoneOf(value)) : ''}`;
}

/** The zone of a date object; empty where it names none. */
function zoneOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('timezone' in value)) return '';
  return typeof value.timezone === 'string' ? value.timezone.trim() : '';
}

/** A moment as answers show it: ISO 8601 in UTC, to the second. @param ms milliseconds since the epoch */
export function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Numbers of 9 or 10 digits are seconds, of 12 or 13 milliseconds: both begin in 1973. Others are no time. */
function fromUnix(time: number): string | undefined {
  if (time >= 1e8 && time < 1e10) return isoSeconds(time * 1000);
  return time >= 1e11 && time < 1e13 ? isoSeconds(time) : undefined;
}

function fromString(text: string): string | undefined {
  if (/^\d{9,13}$/.test(text)) return fromUnix(Number(text));
  const [, year = '', month = '', day = '', time, zone] = NUMBERS.exec(text) ?? inEnglish(text);
  // No day is what MySQL's empty date stands for, `0000-00-00`.
  if (!isDay(year, month, day)) return undefined;
  if (time === undefined) return `${year}-${month}-${day}`;
  return isTime(time) ? `${year}-${month}-${day}T${time}${zoneSuffix(zone)}` : undefined;
}

/** As the parts of {@link NUMBERS}. */
function inEnglish(text: string): (string | undefined)[] {
  const [, day, name, year, ...time] = DAY_FIRST.exec(text) ?? swapped(MONTH_FIRST.exec(text));
  const month = MONTHS.indexOf(name?.slice(0, 3).toLowerCase() ?? '') + 1;
  return [text, year, String(month).padStart(2, '0'), day?.padStart(2, '0'), ...time];
}

function swapped(parts: RegExpExecArray | null): (string | undefined)[] {
  const [text, name, day, ...rest] = parts ?? [];
  return [text, day, name, ...rest];
}

/** Whether a calendar has it: JavaScript takes the 31st of February for a day in March. */
function isDay(year: string, month: string, day: string): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

function isTime(time: string): boolean {
  return !Number.isNaN(Date.parse(`2000-01-01T${time}Z`));
}

/** PHP names zones by offset (type 1), abbreviation (2) or name (3); only UTC and offsets can be kept without guessing. */
function zoneSuffix(zone = ''): string {
  if (/^(UTC|GMT|Z|Etc\/UTC|\+00:?00)$/i.test(zone)) return 'Z';
  return /^[+-]\d\d:?\d\d$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : '';
}
