import { type ErrorCode, explain } from '../../errors.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { foldedTo, oneLine } from '../terminal/text.ts';

/** The result of one check. */
export interface Finding {
  readonly id: FindingId;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What the user can do about it. */
  readonly remedy?: string;
  readonly code?: ErrorCode;
  readonly httpStatus?: number | undefined;
}

/** What a check is about, as it is printed and reported. */
export type FindingId =
  | 'node'
  | 'configuration'
  | 'hosts'
  | 'state'
  | 'database'
  | 'reach'
  | 'clock'
  | 'credentials'
  | 'plan'
  | 'balance'
  | 'limits'
  | 'quota';

export function ok(id: FindingId, text: string): Finding {
  return { id, state: 'ok', text };
}

/** For what leaves the server usable. */
export function warn(id: FindingId, text: string, remedy: string): Finding {
  return { id, state: 'warn', text, remedy };
}

export function fail(id: FindingId, text: string, remedy: string): Finding {
  return { id, state: 'fail', text, remedy };
}

/** The finding for an error, in the words that tools use for it. */
export function failFrom(id: FindingId, error: unknown, remedy: string): Finding {
  const { text, meta } = explain(error);
  return { ...fail(id, text, remedy), code: meta.code, httpStatus: meta.httpStatus };
}

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;
const STYLES = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
const ID_WIDTH = 13;

/** A finding for people: its text, then the remedy, folded to the terminal. */
export function formatFinding({ state, id, text, remedy }: Finding, terminal: Terminal): string {
  const { isTTY, columns, paint } = terminal;
  const indent = ' '.repeat(MARKS.ok.length + ID_WIDTH + 4);
  const fold = (line: string, used: number) =>
    isTTY ? foldedTo(oneLine(line), Math.max(ID_WIDTH, columns - used)) : [oneLine(line)];
  const [first = '', ...more] = fold(text, indent.length);
  const [advice, ...moreAdvice] = remedy === undefined ? [] : fold(remedy, indent.length + 2);
  const lines = [
    `${paint(STYLES[state], MARKS[state])}  ${id.padEnd(ID_WIDTH)}  ${first}`,
    ...more.map(line => indent + line),
    ...(advice === undefined ? [] : [`${indent}→ ${advice}`]),
    ...moreAdvice.map(line => `${indent}  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}
