import type { Moment } from '../rules/moment.ts';

/** Now, by the calendar and by a clock that nobody can set and all processes of a machine share. It begins anew with the machine. */
export function momentNow(): Moment {
  return { at: Date.now(), tick: Number(process.hrtime.bigint() / 1_000_000n) };
}
