/** A message in parts. */
export interface Message {
  /** ISO 8601; undefined where it is not told. */
  readonly receivedAt: string | undefined;
  readonly subject: string | undefined;
  /** What the person wrote. */
  readonly body: string;
  /** What stands below it: the mail that was answered, as far as one can tell. Empty where there is none. */
  readonly quoted: string;
}

/** The line that mail programs put above what they quote. */
const HEADS = [
  /^>/,
  /^-{2,} ?(?:original message|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht) ?-{2,}/i,
  /^_{10,}$/,
  // "On Fri, 28 Aug 2026 at 08:12, Sales wrote:", which may be broken over two lines.
  /^(?:on|am) .{4,200}(?:wrote|schrieb)\b.{0,200}:$/i,
  /^(?:from|von): .+/i,
];
/** A line from which the others of such a head follow. */
const SENDER = /^(?:from|von): /i;
const SENT = /^(?:sent|date|gesendet|datum|to|an|subject|betreff): /i;

/** @param text with the subject on a line of its own above it, as `get_all_campaign_replies` gives it */
export function readMessage(receivedAt: string | undefined, text: string): Message {
  const titled = /^Subject: ([^\n]*)(?:\n\n([\s\S]*))?$/.exec(text);
  const subject = titled?.[1];
  const lines = (titled ? (titled[2] ?? '') : text).split('\n');
  const start = lines.findIndex((_, index) => isHead(lines, index));
  const end = start < 0 ? lines.length : start;
  const body = lines.slice(0, end).join('\n').trim();
  const quoted = lines.slice(end).join('\n').trim();
  // Who answers below what they quote has written everything there.
  return body ? { receivedAt, subject, body, quoted } : { receivedAt, subject, body: quoted, quoted: '' };
}

function isHead(lines: readonly string[], index: number): boolean {
  const line = (lines[index] ?? '').trim();
  if (SENDER.test(line)) return lines.slice(index + 1, index + 4).some(next => SENT.test(next.trim()));
  return HEADS.some(head => head.test(line) || head.test(`${line} ${(lines[index + 1] ?? '').trim()}`));
}
