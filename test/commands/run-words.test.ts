import { describe, expect, test } from 'vitest';
import { commandLine } from '../../src/commands/run/command-line.ts';
import { durationInWords } from '../../src/commands/run/duration.ts';
import { clockTime } from '../../src/commands/run/progress/clock-time.ts';
import { inPerson } from '../../src/commands/run/progress/in-person.ts';
import { completedText, leftText, type Stop, stoppedText } from '../../src/commands/run/progress/summary.ts';
import { waitNote } from '../../src/commands/run/progress/wait-note.ts';
import { explain, SnovioError } from '../../src/errors.ts';

const CODES = [
  'plan_forbidden',
  'not_enough_credits',
  'credit_ceiling',
  'in_doubt',
  'hourly_quota',
  'not_found',
  'refused',
  'sending_not_allowed',
  'upstream_unavailable',
  'upstream_malformed',
  'cancelled',
] as const;

const zoneAt = (date: Date) => / at \S+ (.+)$/.exec(clockTime(date.getTime()))?.[1];
const ZONE = zoneAt(new Date(2026, 11, 31));
const SUMMER = zoneAt(new Date(2026, 4, 4));

const facts = {
  part: 'out.csv.part',
  doneRows: 3,
  totalRows: 5,
  spent: 3,
  underWay: 0,
  command: 'snovio-mcp run verify_emails --csv in.csv --out out.csv',
};

describe('the command to go on with', () => {
  const shell = {
    argv: ['/usr/bin/node', '/usr/bin/snovio-mcp', 'run', 'find_emails', '--csv', "it's.csv", '--estimate'],
    env: { PATH: '/bin:/usr/bin' },
    platform: 'linux',
    cwd: '/home/ada',
  } as const;
  const typed = (...args: string[]) => ({ ...shell, argv: [...shell.argv.slice(0, 2), ...args] });

  test('is what was typed, quoted for the shell, without what only asks', () => {
    expect(commandLine({}, [], shell)).toBe(`snovio-mcp run find_emails --csv 'it'\\''s.csv'`);
    expect(commandLine({}, [], typed('run', '--map', 'lastName=Name $1', '--json', '--yes'))).toBe(
      `snovio-mcp run --map 'lastName=Name $1' --yes`,
    );
    const windows = { ...typed('run', '--csv', 'C:\\My files\\a "b".csv'), platform: 'win32' } as const;
    expect(commandLine({}, [], windows)).toBe('snovio-mcp run --csv "C:\\My files\\a ""b"".csv"');
  });

  test('lacks what would begin anew', () => {
    expect(commandLine({}, ['fresh'], typed('run', '--fresh', '--csv', 'a'))).toBe('snovio-mcp run --csv a');
  });

  test('has its flags replaced, in whichever way they were written', () => {
    const flags = { 'max-credits': '40', yes: true } as const;
    const expected = 'snovio-mcp run --csv a --max-credits 40 --yes';
    expect(commandLine(flags, [], typed('run', '--max-credits', '7', '--csv', 'a'))).toBe(expected);
    expect(commandLine(flags, [], typed('run', '--max-credits=7', '--yes', '--csv', 'a'))).toBe(expected);
  });

  test('begins as the program was called', () => {
    const start = (script: string, more: object = {}) =>
      commandLine({}, [], { ...shell, argv: ['node', script, 'run'], ...more });
    expect(start('/usr/bin/snovio-mcp')).toBe('snovio-mcp run');
    expect(start('/home/ada/x/dist/main.js')).toBe('node x/dist/main.js run');
    expect(start('/opt/x y/dist/main.js')).toBe(`node '/opt/x y/dist/main.js' run`);
    expect(start('/home/ada/snovio-mcp')).toBe('./snovio-mcp run');
    expect(start('/tmp/.npm/snovio-mcp', { env: { npm_command: 'exec' } })).toBe('npx snovio-mcp run');
    const installed = 'C:\\npm\\node_modules\\snovio-mcp\\dist\\main.js';
    expect(start(installed, { platform: 'win32' })).toBe('snovio-mcp run');
  });
});

describe('the end of a run', () => {
  const again = `The same command goes on from there, and pays for nothing twice:\n  ${facts.command}\n`;
  const stopped = (stop: Partial<Stop>, more: object = {}) =>
    stoppedText(
      { ...facts, ...more },
      { code: undefined, reason: 'x', left: {}, dayFrees: undefined, ...stop },
    );

  test('says how far it came, what was spent, where the rows lie and how to go on', () => {
    expect(
      stopped({ code: 'credit_ceiling', reason: 'a credit limit is reached', left: { process: 0 } }),
    ).toBe(
      `Stopped: a credit limit is reached (--max-credits). 3 of 5 rows are done, credits spent: 3. They are in out.csv.part.\n${again}`,
    );
    const more = { doneRows: 0, spentInAll: 9, underWay: 2 };
    expect(stopped({}, more)).toBe(
      `Stopped: x. 0 of 5 rows are done, credits spent: 3, in all runs: 9, and up to 2 more for what is under way or in doubt.\n${again}`,
    );
    expect(stopped({}, { spent: undefined })).toContain('3 of 5 rows are done. They are in out.csv.part.\n');
    expect(leftText(facts)).toBe(
      `Left at once: 3 of 5 rows are done, credits spent: 3. They are in out.csv.part. What was just being paid for may be in doubt.\n${again}`,
    );
  });

  test("at the day's limit says when its credits are free again", () => {
    const first = new Date(2026, 4, 4, 9, 4, 30).getTime();
    const dayFrees = { first, last: first + 3_600_000 };
    expect(stopped({ code: 'credit_ceiling', left: { day: 0 }, dayFrees })).toContain(
      `\nThe credits of the last 24 hours are free again on 2026-05-04 at 9:05 ${SUMMER}, the last of them on 2026-05-04 at 10:05 ${SUMMER}. The same command`,
    );
  });

  test.each([
    ['not_enough_credits', 'x', `Buy credits, or wait for the plan's renewal. ${again}`],
    ['upstream_unavailable', 'x', again],
    [
      'plan_forbidden',
      'x',
      'Choose a plan with API access at Snov.io, or ask its support; until then this stops again.\n',
    ],
    ['unauthorized', 'x', 'snovio-mcp doctor checks the credentials, and says what to correct.\n'],
    ['invalid_input', 'x', 'Correct that first: the same command would stop again.\n'],
    ['sending_not_allowed', 'never', ''],
    [
      'sending_not_allowed',
      'repeat with allowSending: true',
      `If the mail may go out, this goes on from there:\n  ${facts.command} --confirm-sending\n`,
    ],
  ] as const)('after %s (%s) tells to go on only where that helps', (code, reason, advice) => {
    expect(stopped({ code, reason }).split('They are in out.csv.part.\n')[1]).toBe(advice);
  });

  test.each(CODES)('%s is told to a person, and not to an agent', code => {
    const { text } = explain(new SnovioError(code));
    expect(inPerson(text)).not.toMatch(
      /\b(the user|tell them|call again|fresh: true|maxCredits|allowSending)\b/i,
    );
  });

  test('a shorter input is not gone on with', () => {
    expect(stopped({ reason: undefined })).toBe(
      'Stopped: the input has become shorter. 3 of 5 rows are done, credits spent: 3. They are in out.csv.part.\nGive it the whole file again, or begin anew with another --out.\n',
    );
  });

  test('complete, it sums up all runs', () => {
    const statuses = new Map([['valid', { rows: 5, reasons: new Map() }]]);
    expect(completedText('o', statuses, facts)).toBe('o: 5 rows, 5 valid. Credits spent: 3.\n');
    const reasons = new Map([
      ['replied', 1],
      ['not_valid', 2],
    ]);
    expect(completedText('o', new Map([['drop', { rows: 3, reasons }]]), facts)).toBe(
      'o: 5 rows, 3 drop (2 not_valid, 1 replied). Credits spent: 3.\n',
    );
    expect(completedText('o', statuses, { ...facts, spentInAll: 5, underWay: 1 })).toBe(
      'o: 5 rows, 5 valid. Credits spent: 3 in this run, 5 in all runs. Up to 1 more may be charged for what is in doubt or greylisted.\n',
    );
  });
});

test('durations and moments are told as people say them', () => {
  const minutes = [0.2, 1, 59.4, 60, 130, 1500].map(count => durationInWords(count * 60_000));
  expect(minutes).toEqual(['under a minute', '1 min', '59 min', '1 h', '2 h 10 min', '25 h']);
  const now = new Date(2026, 11, 31, 22, 0).getTime();
  const in_ = (hours: number) => clockTime(now + hours * 3_600_000 + 1000, now);
  expect([in_(0), in_(2), in_(25), in_(49)]).toEqual([
    `at 22:01 ${ZONE}`,
    `tomorrow at 0:01 ${ZONE}`,
    `tomorrow at 23:01 ${ZONE}`,
    `on 2027-01-02 at 23:01 ${ZONE}`,
  ]);
  const waits = [
    waitNote(
      { ms: 4000, problem: 'Snov.io did not answer properly. Try again in a minute.' },
      undefined,
      now,
    ),
    waitNote({ ms: 3_600_000, problem: '', code: 'rate_limited' }, undefined, now),
    waitNote({ ms: 60_000, problem: '', code: 'hourly_quota' }, undefined, now),
    waitNote({ ms: 60_000, problem: '', code: 'hourly_quota' }, now + 600_000, now),
  ];
  expect(waits).toEqual([
    'waiting 4 s: Snov.io did not answer properly',
    `Snov.io's rate limit; it goes on at 23:00 ${ZONE}`,
    `the plan's hourly quota is used up; Snov.io is asked again at 22:01 ${ZONE}`,
    `the plan's hourly quota is used up; it goes on at 22:10 ${ZONE}`,
  ]);
});
