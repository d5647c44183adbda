import { type ErrorCode, explain } from '../../errors.ts';

/** What the doctor found out about one thing. */
export interface Finding {
  readonly id: FindingId;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
  readonly code?: ErrorCode;
  readonly httpStatus?: number | undefined;
}

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

export function fail(id: FindingId, text: string, remedy: string): Finding {
  return { id, state: 'fail', text, remedy };
}

/** A failure of a request, in the words that tools use too. */
export function failed(id: FindingId, error: unknown, remedy: string): Finding {
  const { text, meta } = explain(error);
  return { ...fail(id, text, remedy), code: meta.code, httpStatus: meta.httpStatus };
}

/** Findings as lines for a terminal. */
export function lineOf({ state, id, text, remedy }: Finding): string {
  const mark = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' }[state];
  return `${mark}  ${id.padEnd(13)}  ${text}\n${remedy === undefined ? '' : `      ${''.padEnd(13)}  → ${remedy}\n`}`;
}
