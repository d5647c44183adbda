/** What is paid for: one memory per question, whichever tool or API generation asks it. */
export type Question = 'find' | 'verify' | 'url' | 'profile' | 'domain';

export type Generation = 'v1' | 'v2';

/**
 * `sent`: recorded directly before its charged request left. `running`: Snov.io works on it. `done`: answered.
 * `doubt`: perhaps charged, and nobody can tell what became of it (`reason`).
 */
export type State = 'sent' | 'running' | 'done' | 'doubt';

export interface Row {
  readonly item: string;
  readonly state: State;
  readonly generation: Generation;
  /** v2: the task hash. */
  readonly task: string | undefined;
  readonly reason: string | undefined;
  /** What the flow needs to ask again. */
  readonly input: unknown;
  readonly answer: unknown;
  /** Reserved, or once done what was charged. */
  readonly credits: number;
  readonly provisional: boolean;
  /** Milliseconds since the epoch, like the next two. */
  readonly sentAt: number;
  readonly changedAt: number;
  readonly expiresAt: number;
}

/** A row as SQLite gives it. */
export interface RowRecord {
  item: string;
  state: State;
  generation: Generation;
  task: string | null;
  reason: string | null;
  input: string;
  answer: string | null;
  credits: number;
  provisional: number;
  sent_at: number;
  changed_at: number;
  expires_at: number | null;
}

export function fromRecord(record: RowRecord): Row {
  return {
    item: record.item,
    state: record.state,
    generation: record.generation,
    task: record.task ?? undefined,
    reason: record.reason ?? undefined,
    input: JSON.parse(record.input),
    answer: record.answer === null ? undefined : JSON.parse(record.answer),
    credits: record.credits,
    provisional: record.provisional === 1,
    sentAt: record.sent_at,
    changedAt: record.changed_at,
    expiresAt: record.expires_at ?? Number.POSITIVE_INFINITY,
  };
}
