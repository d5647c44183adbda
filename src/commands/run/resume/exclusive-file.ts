import { rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait before a lock that another process holds is tried again, in milliseconds. */
const RETRY_MS = 100;

/**
 * A lock among processes. The operating system holds it on a file, by way of SQLite, so a process that is killed holds it
 * no more, however it ended.
 */
export class ExclusiveFile implements Disposable {
  readonly #path: string;
  readonly #db: DatabaseSync;

  private constructor(path: string, db: DatabaseSync) {
    this.#path = path;
    this.#db = db;
  }

  /** Takes the lock; undefined where another process has it. @throws Error where the file cannot be made */
  static take(path: string): ExclusiveFile | undefined {
    const db = new DatabaseSync(path, { timeout: 0 });
    try {
      const { ino } = statSync(path);
      db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      // Whoever had it may have removed the file in between: then this lock is on a file that nobody else sees.
      if (statSync(path, { throwIfNoEntry: false })?.ino === ino) return new ExclusiveFile(path, db);
      db.close();
      return ExclusiveFile.take(path);
    } catch (error) {
      db.close();
      if (isBusy(error)) return undefined;
      throw error;
    }
  }

  /** Takes the lock as soon as it is free. */
  static async wait(path: string, signal: AbortSignal): Promise<ExclusiveFile> {
    for (;;) {
      const taken = ExclusiveFile.take(path);
      if (taken) return taken;
      await sleep(RETRY_MS, undefined, { signal });
    }
  }

  /** Gives the lock back, and removes the file. */
  [Symbol.dispose](): void {
    // Windows removes no file that is open.
    if (process.platform === 'win32') this.#db.close();
    rmSync(this.#path, { force: true });
    if (this.#db.isOpen) this.#db.close();
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
