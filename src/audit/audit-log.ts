import type { Log } from '../log.ts';
import { type AuditFile, openAuditFile } from './audit-file.ts';
import { CALLERS, LineQuota, STRANGERS } from './line-quota.ts';

/** Something that an operator may have to account for. Holds no personal data, and no text that comes from outside. */
export interface AuditEntry {
  /**
   * `spend`: credits, `write`: a change to the account, `refusal`: what was not allowed, `wrong_token`: a guess, `connect` and
   * `disconnect`: somebody's credentials were left here, or taken away.
   */
  readonly event: 'spend' | 'write' | 'refusal' | 'wrong_token' | 'connect' | 'disconnect';
  /** `stdio`, `shell`, `library`, `token` with the first digits of its hash, `anybody` without tokens, or `nobody`. */
  readonly who: string;
  /** Tells the networks of strangers apart, within a process. */
  readonly from?: string | undefined;
  /** The key of the Snov.io account, as in the ledger. */
  readonly account?: string | undefined;
  readonly tool?: string | undefined;
  /** `ok`, an error's code, or why a request was refused. */
  readonly outcome: string;
  /** The most that Snov.io charges for it. */
  readonly credits?: number | undefined;
  readonly requestId?: string | undefined;
}

const STDERR: AuditFile = { append: line => void process.stderr.write(`${line}\n`), close: () => {} };

/** A log of JSON lines, apart from the call log. */
export interface AuditLog {
  /** Never throws: a call does not fail because its line cannot be written. */
  write(entry: AuditEntry): void;
  close(): void;
}

const SILENT: AuditLog = { write: () => {}, close: () => {} };

/**
 * Opens the audit log.
 * @param target `off`, `stderr` or a file's path
 * @param log is told once when lines cannot be written
 * @throws ConfigError if the file cannot be appended to
 */
export function openAuditLog(target: string, log: Pick<Log, 'error'>): AuditLog {
  if (target === 'off') return SILENT;
  return linesTo(target === 'stderr' ? STDERR : openAuditFile(target), log);
}

function linesTo(file: AuditFile, log: Pick<Log, 'error'>): AuditLog {
  const append = appender(file, log);
  const leftOut = (lines: number) => append({ event: 'left_out', lines });
  const [strangers, callers] = [STRANGERS, CALLERS].map(limits => new LineQuota(limits, leftOut));
  return {
    write: entry => {
      // What is spent and written is limited by Snov.io's pace. What is refused costs whoever sends it nothing.
      const isCheap = entry.event === 'refusal' || entry.event === 'wrong_token';
      const quota = entry.from === undefined ? callers : strangers;
      if (!isCheap || quota?.take(entry.from ?? entry.who)) append(entry);
    },
    close: () => {
      strangers?.flush();
      callers?.flush();
      file.close();
    },
  };
}

/** Appends lines, and counts those that a full disk has lost. The next line that can be written is preceded by their number. */
function appender(file: AuditFile, log: Pick<Log, 'error'>): (entry: object) => void {
  let lost = 0;
  return entry => {
    try {
      if (lost > 0) file.append(lineOf({ event: 'lost', lines: lost }));
      lost = 0;
      file.append(lineOf(entry));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (lost === 0)
        log.error(`the audit log cannot be written (${code ?? message}); calls go on without it`);
      lost += 1;
    }
  };
}

function lineOf(entry: object): string {
  return JSON.stringify({ time: new Date().toISOString(), msg: 'audit', ...entry });
}
