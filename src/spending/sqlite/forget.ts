import type { DatabaseSync } from 'node:sqlite';
import type { Forgotten } from '../store.ts';
import { transact } from './database.ts';

interface Stored {
  rowid: number;
  question: string;
  item: string;
  input: string;
  answer: string | null;
}

/**
 * Erases from a ledger, in all accounts. The spending record holds numbers only and stays, so that walls still count.
 * @returns how many entries were erased or shortened
 */
export function forgetIn(db: DatabaseSync, what: Forgotten): number {
  const erased = transact(db, () => {
    // What is under way now is not stored when it ends.
    db.prepare('DELETE FROM forgotten').run();
    db.prepare('INSERT INTO forgotten (at) VALUES (?)').run(Date.now());
    return erase(db, what);
  });
  // Deleted data would otherwise remain in the file's free pages and in the write-ahead log.
  db.exec('VACUUM');
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return erased;
}

function erase(db: DatabaseSync, what: Forgotten): number {
  if (what === 'all') return Number(db.prepare('DELETE FROM item').run().changes);
  if (what === 'finished')
    return Number(db.prepare(`DELETE FROM item WHERE state IN ('done', 'doubt')`).run().changes);
  const needle = 'email' in what ? what.email : what.domain;
  const rows = db
    .prepare(
      "SELECT rowid, question, item, input, answer FROM item WHERE instr(lower(item || input || ifnull(answer, '')), ?)",
    )
    .all(needle) as unknown as Stored[];
  const remove = db.prepare('DELETE FROM item WHERE rowid = ?');
  const rewrite = db.prepare('UPDATE item SET answer = ? WHERE rowid = ?');
  let erased = 0;
  for (const row of rows) {
    const shorter = 'email' in what ? withoutAddress(row, what.email) : undefined;
    if (shorter !== undefined) rewrite.run(shorter, row.rowid);
    else if (concerns(row, what)) remove.run(row.rowid);
    else continue;
    erased += 1;
  }
  return erased;
}

/** A page of a domain's list without this address: the other addresses are paid for. Undefined if it is not in there. */
function withoutAddress({ question, answer }: Stored, email: string): string | undefined {
  if (question !== 'domain' || !answer) return undefined;
  const page = JSON.parse(answer) as { emails?: { email: string }[] };
  const emails = page.emails?.filter(row => row.email.toLowerCase() !== email);
  return emails && emails.length < (page.emails?.length ?? 0)
    ? JSON.stringify({ ...page, emails })
    : undefined;
}

/** Whether the record contains the address or domain as a whole: `ann@x.example` is not `joann@x.example`, `acme.example` not `notacme.example`. */
function concerns({ item, input, answer }: Stored, what: { email: string } | { domain: string }): boolean {
  const escaped = ('email' in what ? what.email : what.domain).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const before = 'email' in what ? '(?<![a-z0-9._%+-])' : '(?<![a-z0-9-])';
  return new RegExp(`${before}${escaped}(?![a-z0-9-]|\\.[a-z0-9])`, 'i').test(
    `${item} ${input} ${answer ?? ''}`,
  );
}
