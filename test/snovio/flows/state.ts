import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface StateDir extends Disposable {
  readonly path: string;
  /** Makes every row of the ledger so much older. */
  age(seconds: number): void;
}

/** A state directory whose ledger a test can look into. */
export function stateDir(): StateDir {
  const path = mkdtempSync(join(tmpdir(), 'snovio-mcp-test-'));
  return {
    path,
    age: seconds => {
      const db = new DatabaseSync(join(path, 'ledger.db'), { timeout: 5000 });
      db.exec(
        `UPDATE item SET sent_at = sent_at - ${seconds * 1000}, changed_at = changed_at - ${seconds * 1000},
           sent_tick = sent_tick - ${seconds * 1000}, changed_tick = changed_tick - ${seconds * 1000},
           checked_at = checked_at - ${seconds * 1000}`,
      );
      db.close();
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
