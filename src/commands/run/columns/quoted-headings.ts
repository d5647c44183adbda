import { plainLine } from '../../../text/line.ts';

/** Files have up to some hundred columns; these are enough to find one's way. */
const MOST = 40;
const LONGEST = 60;

/** Headings in a message. */
export function quoted(headings: readonly string[], most = MOST): string {
  const shown = headings.slice(0, most).map(quotedHeading);
  const more = headings.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A heading in a message. */
export function quotedHeading(heading: string): string {
  return JSON.stringify(plainLine(heading, LONGEST));
}
