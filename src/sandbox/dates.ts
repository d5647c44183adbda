/** The date object of v1, as PHP prints it. */
export interface PhpDate {
  /** `YYYY-MM-DD HH:MM:SS.000000`. */
  date: string;
  timezone_type: number;
  timezone: string;
}

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
export function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** The same as a date object. */
export function phpDate(ms: number): PhpDate {
  return { date: `${dateText(ms)}.000000`, timezone_type: 3, timezone: 'UTC' };
}

/** Whole seconds of the epoch. */
export function unixSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** Milliseconds of the epoch for `YYYY-MM-DD HH:MM:SS` in UTC. */
export function parseDate(date: string): number {
  return Date.parse(`${date.replace(' ', 'T')}Z`);
}
