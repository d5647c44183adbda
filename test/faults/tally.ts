import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Answer } from '../harness.ts';
import { wait } from './kit.ts';
import type { Subject } from './subjects.ts';

/** What the sandbox's charges and the answers say about one run. */
export interface Verdict {
  readonly doubleCharges: number;
  readonly lostResults: number;
  readonly ceilingBreaches: number;
  readonly inDoubt: number;
}

export interface Evidence {
  readonly subject: Subject;
  readonly sandbox: Pick<Sandbox, 'charges'>;
  /** The answer to the last call, after everything has ended. */
  readonly answer: Answer;
  /** Credits that the run was allowed to spend. */
  readonly ceiling: number;
}

export function judge({ subject, sandbox, answer, ceiling }: Evidence): Verdict {
  const byItem = Map.groupBy(sandbox.charges, ({ method, item }) => `${method} ${item}`);
  const endings = sandbox.charges.map(charge => subject.ending(answer, charge));
  const spent = creditsCharged(sandbox);
  return {
    doubleCharges: [...byItem.values()].reduce((sum, same) => sum + same.length - 1, 0),
    lostResults: endings.filter(ending => ending === 'open').length,
    ceilingBreaches: spent > ceiling ? 1 : 0,
    inDoubt: doubtsIn(answer),
  };
}

/** Credits that the sandbox has charged. */
export function creditsCharged({ charges }: Pick<Sandbox, 'charges'>): number {
  return charges.reduce((sum, { credits }) => sum + credits, 0);
}

/** How many items an answer calls in doubt. */
export function doubtsIn({ structured, code }: Answer): number {
  const rows: { reason?: string }[] = structured?.results ?? (structured ? [structured] : []);
  const items = rows.filter(row => row.reason === 'in_doubt' || row.reason === 'task_lost').length;
  return items + (code === 'in_doubt' ? 1 : 0);
}

/** An answer in one line. */
export function brief({ structured, code, text }: Answer): string {
  const rows: { status?: string; reason?: string; emailStatus?: string }[] = structured?.results ?? [];
  const words = rows.map(row => [row.status, row.reason, row.emailStatus].filter(Boolean).join('/'));
  return code === undefined ? words.join(' ') || text.slice(0, 200) : `${code}: ${text}`;
}

/** Whether an answer leaves something that the same call would continue. */
function isOpen({ structured, code }: Answer): boolean {
  const { pending = 0, results = [], not_run = [] } = structured ?? {};
  const rows: { reason?: string }[] = [...results, ...not_run];
  // What another process was paying for, in vain, is left to the next call.
  const isLeft = ({ reason }: { reason?: string }) => reason === 'rate_limit';
  return code === 'upstream_unavailable' || code === 'rate_limited' || pending > 0 || rows.some(isLeft);
}

/** Repeats a call until nothing of it is open any more. */
export async function settled(call: () => Promise<Answer>): Promise<Answer> {
  let answer = await call();
  for (let tries = 0; tries < 20 && isOpen(answer); tries++) {
    await wait(100);
    answer = await call();
  }
  return answer;
}

/** Items that the ledger of a dead process says were sent, without a word about what became of them. */
export function sentIn(stateDir: string): number {
  const db = new DatabaseSync(join(stateDir, 'ledger.db'), { timeout: 5000 });
  try {
    const row = db.prepare("SELECT COUNT(*) AS n FROM item WHERE state = 'sent'").get();
    return Number(row?.n);
  } finally {
    db.close();
  }
}

type Line = { runs: number } & { -readonly [K in keyof Verdict]: Verdict[K] };

const empty = (): Line => ({ runs: 0, doubleCharges: 0, lostResults: 0, ceilingBreaches: 0, inDoubt: 0 });

/** What all runs come to, by kind of fault. */
export class Tally {
  readonly #lines = new Map<string, Line>();

  add(what: string, verdict: Verdict): void {
    const line = this.#lines.get(what) ?? empty();
    this.#lines.set(what, line);
    for (const each of [line, this.sum]) {
      each.runs += 1;
      each.doubleCharges += verdict.doubleCharges;
      each.lostResults += verdict.lostResults;
      each.ceilingBreaches += verdict.ceilingBreaches;
      each.inDoubt += verdict.inDoubt;
    }
  }

  readonly sum = empty();

  /** The table at the suite's end. */
  toString(): string {
    const head = ['fault', 'runs', 'double charges', 'lost results', 'ceiling breaches', 'in doubt'];
    const rows = [...this.#lines, ['all', this.sum] as const].map(([what, line]) => [
      what,
      ...Object.values(line).map(String),
    ]);
    const widths = head.map((_, at) => Math.max(...[head, ...rows].map(row => row[at]?.length ?? 0)));
    return [head, ...rows]
      .map(row => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))
      .join('\n');
  }
}
