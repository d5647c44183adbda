const DAY_MS = 86_400_000;

/** Names zones by their letters where the runtime knows some, such as `CET`, else as `GMT-5`. */
const ZONE = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/**
 * A moment as a person says it: `at 14:05 CET`, `tomorrow at 9:30 CET`, `on 2026-12-03 at 9:30 CET`. In the machine's own
 * time zone, which is named: a run may be looked at from elsewhere.
 * @param moment milliseconds since the epoch, `now` likewise
 */
export function clockTime(moment: number, now = Date.now()): string {
  // Full minutes: what is free a second later than said is not free yet.
  const rounded = Math.ceil(moment / 60_000) * 60_000;
  const date = new Date(rounded);
  const zone = ZONE.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const time = `at ${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')} ${zone}`;
  const day = date.toDateString();
  if (day === new Date(now).toDateString()) return time;
  if (day === new Date(now + DAY_MS).toDateString()) return `tomorrow ${time}`;
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `on ${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')} ${time}`;
}
