/** The date object of v1, as PHP prints it. */
export interface PhpDate {
  date: string;
  timezone_type: number;
  timezone: string;
}

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
export function plainDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** The same as a date object. */
export function phpDate(ms: number): PhpDate {
  return { date: `${plainDate(ms)}.000000`, timezone_type: 3, timezone: 'UTC' };
}

/** Milliseconds of the epoch for `YYYY-MM-DD HH:MM:SS` in UTC. */
export function at(date: string): number {
  return Date.parse(`${date.replace(' ', 'T')}Z`);
}
