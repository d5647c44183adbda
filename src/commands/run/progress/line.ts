import { styleText } from 'node:util';
import { counted } from '../../../text/counted.ts';
import { durationInWords } from '../duration.ts';

const WIDEST_BAR = 30;
const NARROWEST_BAR = 8;
const MINUTE_MS = 60_000;

/** How far a run is. */
export interface Standing {
  readonly done: number;
  readonly total: number;
  /** Rows a millisecond; undefined while that is not known. */
  readonly rate: number | undefined;
  /** Credits of this run; undefined where the flow is free. */
  readonly spent: number | undefined;
  /** About how many credits it will be in all; undefined where that is certain, or the flow is free. */
  readonly inAll?: number | undefined;
  /** Such as `waiting 40 s: Snov.io's rate limit`; may be empty. */
  readonly note: string;
}

/** How far a run is, in words: `120 of 1500 rows, 57 a minute, 24 min left, 118 credits spent (waiting …)`. */
export function standingInWords({ done, total, rate, spent, inAll, note }: Standing): string {
  const isMoving = rate !== undefined && rate > 0 && done < total;
  const parts = [
    `${done} of ${counted(total, 'row')}`,
    isMoving && `${perMinute(rate)} a minute`,
    isMoving && `${durationInWords((total - done) / rate)} left`,
    spent !== undefined && `${counted(spent, 'credit')} spent`,
    spent !== undefined && inAll !== undefined && `about ${Math.max(spent, inAll)} in all`,
  ];
  return `${parts.filter(Boolean).join(', ')}${note && ` (${note})`}`;
}

function perMinute(rate: number): number {
  const rows = rate * MINUTE_MS;
  return rows < 10 ? Math.round(rows * 10) / 10 : Math.round(rows);
}

/** A bar and the words, as far as they fit into a line of a terminal. @param columns its width */
export function barLine(standing: Standing, columns: number): string {
  const words = standingInWords(standing);
  // The last column stays free: some terminals begin a new line once it is written to.
  const room = columns - 1;
  const width = Math.min(WIDEST_BAR, room - words.length - '[] '.length);
  if (width < NARROWEST_BAR) return words.length > room ? `${words.slice(0, Math.max(0, room - 1))}…` : words;
  const share = standing.total === 0 ? 1 : standing.done / standing.total;
  const filled = Math.floor(share * width);
  return `[${coloured('#'.repeat(filled))}${'.'.repeat(width - filled)}] ${words}`;
}

/** Green, unless the terminal or NO_COLOR says otherwise. */
function coloured(text: string): string {
  return text && styleText('green', text, { stream: process.stderr });
}
