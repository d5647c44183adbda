import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { path, start, theSandbox, useRun } from './run-kit.ts';
import { spreadsheet } from './spreadsheet.ts';

useRun();

const ARGS = ['leads', '--csv', 'in.csv', '--out', 'out.csv', '--list', 'Köln', '--max-credits', '1000'];
/** The text of a Windows-1252 file as far as Latin-1 tells it; here only whether bytes are the same. */
const bytes = (name: string) => readFileSync(path(name), 'latin1');
const rowsDone = () => {
  try {
    return bytes('out.csv.part').split('\r\n').length;
  } catch {
    return 0;
  }
};

async function endAfter(rows: number, signal: 'SIGINT' | 'SIGKILL') {
  const { child, ended } = start(ARGS);
  await expect.poll(rowsDone, { timeout: 30_000, interval: 20 }).toBeGreaterThan(rows);
  child.kill(signal);
  return ended;
}

test('a spreadsheet becomes a saved list in spite of Ctrl-C, kill -9 and the wall: each person paid and saved once', async () => {
  const { file, people, credits, rows } = spreadsheet(170);
  writeFileSync(path('in.csv'), file);
  const wall = await start(ARGS, { SNOVIO_MAX_CREDITS_PER_DAY: '30' }).ended;
  expect(wall).toMatchObject({ code: 1, stderr: expect.stringContaining("today's limit") });
  const interrupted = await endAfter(55, 'SIGINT');
  expect(interrupted).toMatchObject({ code: 130, stderr: expect.stringContaining('credits spent') });
  await endAfter(90, 'SIGKILL');
  const last = await start(ARGS).ended;
  expect(last.code).toBe(0);
  expect(last.stdout).toContain(`out.csv: ${rows} rows`);
  expect(last.stdout).toContain(`${theSandbox().charges.length} in all runs`);

  const items = theSandbox().charges.map(({ item }) => item);
  expect(items).toHaveLength(new Set(items).size);
  expect(items).toHaveLength(credits);
  const lists =
    theSandbox()
      .account()
      ?.crm.lists.filter(({ name }) => name === 'Köln') ?? [];
  expect(lists).toHaveLength(1);
  const saved = lists[0]?.members.map(({ email }) => email) ?? [];
  expect(saved).toHaveLength(new Set(saved).size);
  const inDoubt = bytes('out.csv').match(/in_doubt/g)?.length ?? 0;
  expect(saved.length).toBe(people - inDoubt);
  expect(inDoubt).toBeLessThanOrEqual(20);

  const before = bytes('in.csv').split('\r\n');
  const changed = bytes('out.csv')
    .split('\r\n')
    .filter((line, i) => !line.startsWith(before[i] ?? ''));
  expect(changed).toEqual([]);
}, 120_000);
