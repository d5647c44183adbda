import { counted } from '../../../text/counted.ts';
import { durationInWords } from '../duration.ts';
import type { CreditRange } from './credits.ts';
import type { Estimate } from './estimate.ts';
import { REQUESTS_PER_SAVE } from './work.ts';

const MINUTE_MS = 60_000;

/** Flows that drop people for what is known before, such as an address like info@. */
const FREE_LEADS = ['prepare_leads', 'leads'];
/** Flows that save people. */
const SAVING = ['save_prospects', 'leads'];
/** Requests a minute that Snov.io allows. */
const SNOVIO_PACE = 60;

/** What the likely figure goes by. */
const LIKELY: Readonly<Record<CreditRange['basis'], (likely: number) => string>> = {
  price: likely => `likely about ${likely}`,
  record: likely => `likely about ${likely}, by what such rows have cost you in the last 30 days`,
  assumption: likely => `how many is a guess: about ${likely} if 7 of 10 addresses are found`,
};

/** An estimate as a small table. @param command what to go on with; undefined where that is asked instead */
export function estimateText(estimate: Estimate, command: string | undefined): string {
  const lines = [
    ['rows', rowsText(estimate)],
    ['people', peopleText(estimate)],
    ['credits', creditsText(estimate)],
    ['time', timeText(estimate)],
    ['limits', limitsText(estimate)],
    ['list', listText(estimate)],
  ].filter(([, text]) => text);
  const table = lines.map(([name = '', text]) => `  ${name.padEnd(8)} ${text}\n`).join('');
  return `Estimate for ${estimate.flow}:\n${table}${command ? `To go on:\n  ${command}\n` : ''}`;
}

function rowsText({ rows: { total, done, empty } }: Estimate): string {
  return [`${total}`, done > 0 && `${done} of them done already`, empty > 0 && `and ${empty} empty`]
    .filter(Boolean)
    .join(', ');
}

function peopleText({ flow, rows, free = 0 }: Estimate): string {
  const { people, duplicates, incomplete, skipped } = rows;
  const parts = [
    free > 0 &&
      `${free} ${FREE_LEADS.includes(flow) ? 'free: known already, or dropped before they cost anything' : 'known already, free'}`,
    duplicates > 0 && `${duplicates} ${duplicates === 1 ? 'row is a duplicate' : 'rows are duplicates'}`,
    incomplete > 0 && `${incomplete} ${incomplete === 1 ? 'row lacks' : 'rows lack'} what is needed`,
    skipped > 0 && `${skipped} left out`,
  ].filter(Boolean);
  return `${people}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
}

function creditsText({ flow, credits: { least, likely, most, basis } }: Estimate): string {
  if (most === 0) return 'none';
  if (least === most) return `${most}`;
  const why = least === 0 && FREE_LEADS.includes(flow) ? '; who is in a campaign already costs nothing' : '';
  return `${least} to ${most}; ${LIKELY[basis](likely)}${why}`;
}

function timeText({ minutes, minutesRange: range, requests, pace, flow }: Estimate): string {
  const whose = pace === SNOVIO_PACE ? "Snov.io's pace" : 'your pace';
  const time = durationInWords(minutes * MINUTE_MS);
  const [least, most] = [range?.least ?? minutes, range?.most ?? minutes].map(end =>
    durationInWords(end * MINUTE_MS),
  );
  const parts = [
    `${minutes < 1 ? '' : 'about '}${time}`,
    least !== most && `from ${least} to ${most} as fewer or more of them are saved`,
    `${counted(requests, 'request')} at ${whose} of ${pace} a minute`,
  ];
  const saving = `; it takes about ${counted(Math.floor(pace / REQUESTS_PER_SAVE), 'saved row')} a minute`;
  return `${parts.filter(Boolean).join(', ')}${SAVING.includes(flow) ? saving : ''}`;
}

function limitsText({ limits, credits, days }: Estimate): string {
  if (credits.most === 0) return '';
  const { day, dayLeft, run, balance } = limits;
  const parts = [
    `${dayLeft} of ${counted(day, 'credit')} left today (SNOVIO_MAX_CREDITS_PER_DAY)${daysText(days)}`,
    run !== undefined && run < credits.most && `${run} in this run (--max-credits)`,
    balance !== undefined && `${balance} on the account${balance < credits.likely ? ': not enough' : ''}`,
  ];
  return parts.filter(Boolean).join('; ');
}

function listText({ list }: Estimate): string {
  if (!list) return '';
  if (list.problem !== undefined) return `cannot be saved to: ${list.problem}`;
  const name = JSON.stringify(list.name);
  return list.id === undefined ? `${name} will be created` : `${name} (id ${list.id})`;
}

function daysText(days: number | undefined): string {
  if (days === undefined) return ': never done with it';
  return days > 1 ? `: ${days} days with it` : '';
}
