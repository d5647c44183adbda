const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

/** A duration as a person says it: `under a minute`, `24 min`, `2 h 10 min`. */
export function durationInWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 1) return 'under a minute';
  if (minutes < HOUR_MINUTES) return `${minutes} min`;
  const rest = minutes % HOUR_MINUTES;
  return `${Math.floor(minutes / HOUR_MINUTES)} h${rest > 0 ? ` ${rest} min` : ''}`;
}
