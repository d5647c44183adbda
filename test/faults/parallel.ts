import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Answer, startHarness } from '../harness.ts';
import { addresses } from '../snovio/flows/kit.ts';
import { environmentOf, hastySandbox, randomFrom, spawnServer, stateDirectory } from './kit.ts';
import { type Subject, subject } from './subjects.ts';
import { creditsCharged, judge, settled, type Verdict } from './tally.ts';

export interface Shared {
  readonly verdict: Verdict;
  readonly charged: number;
  readonly told: number;
}

const spentBy = (answers: readonly Answer[]) =>
  answers.reduce((sum, { structured }) => sum + (structured?.credits?.spent ?? 0), 0);

/** Writes every slot down that is given from now on: on a busy machine requests arrive later than they leave. */
function slotsGranted(stateDir: string): () => number[] {
  const db = new DatabaseSync(join(stateDir, 'pace.db'), { timeout: 5000 });
  db.exec(`PRAGMA busy_timeout = 5000;
    CREATE TABLE granted (at INTEGER NOT NULL);
    CREATE TRIGGER grant_slot AFTER INSERT ON slot BEGIN INSERT INTO granted VALUES (new.at); END`);
  return () => {
    const rows = db.prepare('SELECT at FROM granted ORDER BY at').all();
    db.close();
    return rows.map(row => Number(row.at));
  };
}

/** Twenty calls at once whose items overlap. */
export async function runTwenty(asked: Subject): Promise<Shared> {
  const sandbox = await hastySandbox();
  const env = { SNOVIO_API_GENERATION: asked.generation };
  await using server = await startHarness({ env, reuse: sandbox });
  try {
    const each = asked.many ? 6 : 1;
    const calls = Array.from({ length: 20 }, (_, i) => asked.args(each, asked.many ? i * 2 : i % 4));
    const answers = await Promise.all(calls.map(args => settled(() => server.call(asked.tool, args))));
    const whole = asked.many ? await server.call(asked.tool, asked.args(44, 0)) : answers[0];
    if (!whole) throw new Error('No answer');
    const ceiling = asked.many ? asked.price(44) : 4 * asked.price(1);
    const endings = sandbox.charges.map(charge => answers.map(answer => asked.ending(answer, charge)));
    const told = spentBy(asked.many ? [...answers, whole] : answers);
    const verdict = judge({ subject: asked, sandbox, answer: whole, ceiling });
    const lostResults = asked.many
      ? verdict.lostResults
      : endings.filter(all => !all.includes('delivered')).length;
    return { verdict: { ...verdict, lostResults }, charged: creditsCharged(sandbox), told };
  } finally {
    await sandbox.close();
  }
}

const WINDOW_MS = 6000;
const LIMIT = 60;

/** Two processes on one state directory: 500 addresses, 400 from each, most of them from both. */
export async function runTwoProcesses(seed: number): Promise<Shared & { crowded: number }> {
  using state = stateDirectory();
  const sandbox = await hastySandbox({ windowMs: WINDOW_MS, limit: LIMIT, speed: 60_000 / WINDOW_MS });
  const env = environmentOf(sandbox, state.path, {
    SNOVIO_API_GENERATION: 'v2',
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_RATE_LIMIT: String(LIMIT),
  });
  try {
    await using one = await spawnServer(env);
    await using other = await spawnServer(env);
    // Their files are open from the first call on.
    for (const server of [one, other]) await server.call('get_balance', {});
    const granted = slotsGranted(state.path);
    const emails = addresses(500);
    const random = randomFrom(seed);
    const shuffled = (list: string[]) =>
      list
        .map(email => ({ email, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ email }) => email);
    const parts = [shuffled(emails.slice(0, 400)), shuffled(emails.slice(100))];
    const chunks = (list: string[]) =>
      Array.from({ length: 4 }, (_, i) => list.slice(100 * i, 100 * i + 100));
    const answers = await Promise.all(
      [one, other].flatMap((server, n) =>
        chunks(parts[n] ?? []).map(part =>
          settled(() => server.call('verify_emails', { emails: part, waitSeconds: 60 })),
        ),
      ),
    );
    const all = {
      ...answers[0],
      structured: { results: answers.flatMap(({ structured }) => structured.results) },
    } as Answer;
    const verdict = judge({ subject: subject('verify_emails v2'), sandbox, answer: all, ceiling: 500 });
    const at = granted();
    return {
      verdict,
      charged: creditsCharged(sandbox),
      told: spentBy(answers),
      crowded: Math.max(
        ...at.map(from => at.filter(other => other >= from && other < from + WINDOW_MS).length),
      ),
    };
  } finally {
    await sandbox.close();
  }
}
