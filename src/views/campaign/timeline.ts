/** What a column of the plot stands for: as short as all columns fit in. */
export type Unit = 'day' | 'week' | 'month';

/** The replies of a day, a week from Monday on, or a month. */
export interface Bucket {
  /** Its first moment, in UTC, in milliseconds of the epoch. */
  readonly start: number;
  readonly replies: number;
}

export interface Timeline {
  readonly unit: Unit;
  readonly buckets: readonly Bucket[];
  /** Replies before the first bucket, where years would be too many. */
  readonly earlier: number;
}

/** The days that are shown, as ISO 8601; an end that is missing is that of the replies. */
export interface Span {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Whether the days are all that is wanted; replies outside are then left out. */
  readonly isClosed: boolean;
}

const DAY = 86_400_000;
const MOST = 62;
/** What lies outside is a broken clock, or nonsense. */
const [FIRST, LAST] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

/** @param times of the replies, as ISO 8601 @returns undefined where there is none to show */
export function timelineOf(times: readonly (string | undefined)[], span: Span): Timeline | undefined {
  const [from, to] = [momentOf(span.from), momentOf(span.to)].map(time => time && dayOf(time));
  const shown = times
    .map(momentOf)
    .filter(time => time !== undefined)
    .filter(time => !span.isClosed || ((from ?? FIRST) <= time && time < (to ?? LAST) + DAY));
  if (shown.length === 0) return undefined;
  const first = Math.min(from ?? LAST, ...shown.map(dayOf));
  const last = Math.max(to ?? FIRST, ...shown.map(dayOf));
  const unit = (['day', 'week', 'month'] as const).find(one => startsOf(one, first, last).length <= MOST);
  const starts = startsOf(unit ?? 'month', first, last).slice(-MOST);
  const counts = new Map<number, number>();
  for (const time of shown) {
    const start = startOf(unit ?? 'month', time);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  return {
    unit: unit ?? 'month',
    buckets: starts.map(start => ({ start, replies: counts.get(start) ?? 0 })),
    earlier: shown.filter(time => time < (starts[0] ?? FIRST)).length,
  };
}

/** Milliseconds of the epoch; a time without a zone is in UTC, as all of Snov.io's are. */
export function momentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
  return time >= FIRST && time < LAST ? time : undefined;
}

function startsOf(unit: Unit, first: number, last: number): number[] {
  const starts: number[] = [];
  for (let start = startOf(unit, first); start <= last; start = nextOf(unit, start)) starts.push(start);
  return starts;
}

function startOf(unit: Unit, time: number): number {
  const day = dayOf(time);
  const date = new Date(day);
  if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  return unit === 'week' ? day - ((date.getUTCDay() + 6) % 7) * DAY : day;
}

function nextOf(unit: Unit, start: number): number {
  const date = new Date(start);
  if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return start + (unit === 'week' ? 7 : 1) * DAY;
}

function dayOf(time: number): number {
  return Math.floor(time / DAY) * DAY;
}
