import { type Wait, waitInWords } from '../../../mcp/repeat/wait.ts';
import { clockTime } from './clock-time.ts';

/** A person looks at the clock for a longer wait. */
const LONG_MS = 60_000;

/**
 * What a run waits for, and until when: `waiting 40 s: Snov.io's rate limit`, or for longer
 * `the plan's hourly quota is used up; it goes on at 14:47 CET`.
 * @param quotaFreesAt when the plan's hourly quota is free again, in milliseconds since the epoch, where that is known
 */
export function waitNote(wait: Wait, quotaFreesAt?: number, now = Date.now()): string {
  const nextAt = now + wait.ms;
  if (wait.code === 'hourly_quota') {
    // Of a quota that it counts itself Snov.io does not say when it is free, so that it is asked again and again.
    const isKnown = quotaFreesAt !== undefined && quotaFreesAt > now;
    const next = isKnown ? 'it goes on' : 'Snov.io is asked again';
    return `the plan's hourly quota is used up; ${next} ${clockTime(isKnown ? quotaFreesAt : nextAt, now)}`;
  }
  const problem = wait.code === 'rate_limited' ? "Snov.io's rate limit" : firstSentence(wait.problem);
  if (wait.ms < LONG_MS) return waitInWords({ ...wait, problem });
  return `${problem}; it goes on ${clockTime(nextAt, now)}`;
}

/** What follows advises whoever has to repeat the call, which the run does. */
function firstSentence(text: string): string {
  return text.split('. ', 1)[0]?.replace(/\.$/, '') ?? text;
}
