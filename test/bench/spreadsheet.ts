import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Spreadsheet, spreadsheet } from '../commands/spreadsheet.ts';
import { atMost, type Figure, memory, type Part, reported } from './figure.ts';
import { largeSpreadsheet } from './large-spreadsheet.ts';
import { type Ended, runToEnd, startRun } from './run-command.ts';
import { directory } from './scratch.ts';
import { account } from './server.ts';

const ROWS = 1500;
/** Life is 20 times as slow. */
const SPEED = 20;
const WINDOW_MS = 60_000 / SPEED;
const LIST = 'Köln';
const COMMAND = ['leads', '--csv', 'in.csv', '--out', 'out.csv', '--list', LIST, '--yes'];
/** The share of the lines that are done when the command is stopped, and by what. */
const WALL = 0.2;
const STOPS = [
  [0.4, 'SIGINT'],
  [0.7, 'SIGKILL'],
] as const;

/** A spreadsheet as people have it on its way to a saved list, in spite of all that can come between; and a large one. */
export const spreadsheetPart: Part = {
  name: 'spreadsheet',
  run: async () => [...(await interrupted()), ...(await largeSpreadsheet())],
};

/** What the command is run with, again and again. */
interface Trial {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly sheet: Spreadsheet;
}

async function interrupted(): Promise<Figure[]> {
  const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 5000 }];
  const sandbox = await startSandbox({ speed: SPEED, windowMs: WINDOW_MS, accounts });
  try {
    const folder = directory('spreadsheet');
    const sheet = spreadsheet(ROWS);
    writeFileSync(join(folder, 'in.csv'), sheet.file);
    const env = {
      ...account(sandbox.url),
      SNOVIO_STATE_DIR: join(folder, 'state'),
      SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    };
    const trial = { sandbox, folder, env, sheet };
    const estimate = await estimateOf(trial);
    const runs = await runAgainAndAgain(trial);
    return [...outcome(trial, runs), ...estimated(trial, estimate, runs)];
  } finally {
    await sandbox.close();
  }
}

/** As far as the bench looks at it. */
interface Estimate {
  readonly credits: { readonly least: number; readonly likely: number; readonly most: number };
  readonly minutes: number;
  /** How long a process takes to start and to read the file. */
  readonly startMs: number;
}

async function estimateOf({ folder, env }: Trial): Promise<Estimate> {
  const { stdout, ms } = await runToEnd(folder, [...COMMAND, '--estimate', '--json'], env);
  return { ...JSON.parse(stdout), startMs: ms };
}

/** The wall, Ctrl-C, kill -9, and on to the end: always the same command. The wall is passed by a higher one, as a later day would. */
async function runAgainAndAgain(trial: Trial): Promise<Ended[]> {
  const { folder, env, sheet } = trial;
  const day = String(Math.round(WALL * sheet.credits));
  const runs = [await runToEnd(folder, COMMAND, { ...env, SNOVIO_MAX_CREDITS_PER_DAY: day }, 1)];
  for (const [share, signal] of STOPS) {
    const running = startRun(folder, COMMAND, env);
    const until = share * ROWS;
    while (linesIn(join(folder, 'out.csv.part')) < until) await sleep(20);
    running.kill(signal);
    runs.push(await running.ended);
  }
  return [...runs, await runToEnd(folder, COMMAND, env)];
}

function linesIn(path: string): number {
  try {
    return readFileSync(path, 'latin1').split('\r\n').length;
  } catch {
    return 0;
  }
}

function outcome({ sandbox, folder, sheet }: Trial, runs: readonly Ended[]): Figure[] {
  const lists = sandbox.account()?.crm.lists.filter(({ name }) => name === LIST) ?? [];
  const saved = lists.flatMap(({ members }) => members.map(({ email }) => email));
  const paid = sandbox.charges.map(({ item }) => item);
  const [before, after] = ['in.csv', 'out.csv'].map(name =>
    readFileSync(join(folder, name), 'latin1').split('\r\n'),
  );
  const lines = before?.filter((line, i) => !after?.[i]?.startsWith(line)).length ?? 0;
  const inDoubt = after?.filter(line => line.includes('in_doubt')).length ?? 0;
  const none = { digits: 0 };
  const peaks = runs.map(({ peakMib }) => peakMib ?? 0);
  return [
    reported('1,500 lines to a saved list', `1 command, ${runs.length} runs: ${runs.map(endOf).join(', ')}`),
    atMost('people charged more than once', paid.length - new Set(paid).size, 0, none),
    atMost(
      'people saved twice, and lists too many',
      saved.length - new Set(saved).size + lists.length - 1,
      0,
      none,
    ),
    atMost('people not saved', sheet.people - saved.length, 0, {
      ...none,
      from: `${inDoubt} rows say in_doubt`,
    }),
    atMost('lines of the user that are not byte for byte as they were', lines, 0, none),
    memory('1,500 lines: peak memory', Math.max(...peaks)),
  ];
}

function endOf({ code }: Ended): string {
  return code === undefined
    ? 'kill -9'
    : code === 130
      ? 'Ctrl-C'
      : code === 1
        ? "the day's limit"
        : 'complete';
}

function estimated(
  { sandbox }: Trial,
  { credits, minutes, startMs }: Estimate,
  runs: readonly Ended[],
): Figure[] {
  const charged = sandbox.charges.length;
  const inLife = SPEED / 60_000;
  // A start takes no longer in life than here, where it would count as many times over.
  const took = runs.reduce((sum, { ms }) => sum + ms - startMs, 0) * inLife;
  const told = minutes * SPEED;
  const { least, likely, most } = credits;
  const off = (figure: number, truth: number) => Math.abs(figure / truth - 1) * 100;
  return [
    atMost('estimate of the credits is off by', off(likely, charged), 10, {
      unit: ' %',
      digits: 1,
      from: `${least} to ${most}, likely ${likely}; charged ${charged}`,
    }),
    atMost('estimate of the minutes is off by', off(told, took), 10, {
      unit: ' %',
      digits: 1,
      from: `${told.toFixed(1)}; took ${took.toFixed(1)} in all runs`,
    }),
  ];
}
