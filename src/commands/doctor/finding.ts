import { type ErrorCode, explain } from '../../errors.ts';

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
  | 'state'
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
const ID_WIDTH = 13;

/** A finding for the terminal: one line, and a second one for the remedy. */
export function formatFinding({ state, id, text, remedy }: Finding): string {
  const line = `${MARKS[state]}  ${id.padEnd(ID_WIDTH)}  ${text}\n`;
  return remedy === undefined ? line : `${line}      ${' '.repeat(ID_WIDTH)}  → ${remedy}\n`;
}
