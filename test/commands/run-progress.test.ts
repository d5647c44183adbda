import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CreditRange } from '../../src/commands/run/estimate/credits.ts';
import { Progress } from '../../src/commands/run/progress/progress.ts';
import { RecentRate } from '../../src/commands/run/progress/recent-rate.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const CERTAIN: CreditRange = { least: 3, likely: 3, most: 3, basis: 'price' };

/** Progress of 4 rows, one of them written by an earlier run; the rate window takes 100 s with its margin. */
function shown({ isTTY = false, columns = 100, totalRows = 4, paid = true, credits = CERTAIN } = {}) {
  const texts: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => texts.push(text) };
  const progress = new Progress(stream, {
    totalRows,
    writtenRows: 1,
    paid,
    credits,
    windowMs: 100_000 / 1.04,
  });
  return { texts, progress, last: () => texts.at(-1)?.replace('\r\u001b[K', '') };
}

test('on a terminal it is a bar, drawn anew on its line', () => {
  const { texts, progress, last } = shown({ isTTY: true });
  const chunk = progress.trackChunk();
  chunk(1);
  expect(texts).toEqual([`\r\u001b[K[${'#'.repeat(15)}${'.'.repeat(15)}] 2 of 4 rows, 0 credits spent`]);
  vi.advanceTimersByTime(1000);
  progress.addSpent(1);
  progress.note('waiting 5 s: busy');
  expect(last()).toContain('2 of 4 rows, 1 credit spent (waiting 5 s: busy)');
  progress.rowsWritten(4);
  expect(last()).toBe(`[${'#'.repeat(30)}] 4 of 4 rows, 1 credit spent`);
  progress.end();
  progress.end();
  expect(texts.filter(text => text.endsWith('\n'))).toEqual(['\n']);
});

test('a narrow terminal gets a shorter bar, then none, and never a second line', () => {
  const lineIn = (columns: number) => {
    const { progress, last } = shown({ isTTY: true, columns });
    progress.rowsWritten(2);
    return last();
  };
  expect(lineIn(45)).toBe('[######.......] 2 of 4 rows, 0 credits spent');
  expect(lineIn(39)).toBe('2 of 4 rows, 0 credits spent');
  expect(lineIn(20)).toBe('2 of 4 rows, 0 cre…');
  // A terminal that does not tell its width.
  expect(lineIn(0)).toHaveLength('[] 2 of 4 rows, 0 credits spent'.length + 30);
});

test('what it will cost in all is guessed anew with what the rows have cost', () => {
  const { progress, texts } = shown({
    totalRows: 1001,
    credits: { least: 0, likely: 700, most: 1000, basis: 'assumption' },
  });
  const told = () => {
    progress.note('');
    return texts.at(-1);
  };
  expect(told()).toBe('1 of 1001 rows, 0 credits spent, about 700 in all\n');
  progress.addSpent(10);
  progress.rowsPaid(100, 10);
  // 900 rows are left, at (10 + 7) / (100 + 10) credits.
  expect(told()).toBe('1 of 1001 rows, 10 credits spent, about 149 in all\n');
  progress.addSpent(190);
  expect(told()).toContain('200 credits spent, about 200 in all');
  progress.rowsPaid(900, 890);
  expect(told()).toContain('about 900 in all');
});

test('a terminal is not flooded', () => {
  const { texts, progress } = shown({ isTTY: true, totalRows: 5000 });
  for (let rows = 2; rows < 4000; rows++) progress.rowsWritten(rows);
  expect(texts).toHaveLength(1);
  vi.advanceTimersByTime(1000);
  expect(texts).toHaveLength(2);
  expect(texts[1]).toContain('3999 of 5000');
});

test('elsewhere it is a line every 15 s, at once for a note and at the end', () => {
  const { texts, progress } = shown({ paid: false });
  progress.rowsWritten(2);
  progress.rowsWritten(3);
  vi.advanceTimersByTime(14_000);
  expect(texts).toEqual(['2 of 4 rows\n']);
  vi.advanceTimersByTime(1000);
  progress.note('waiting 5 s: busy');
  progress.rowsWritten(4);
  progress.end();
  expect(texts).toEqual([
    '2 of 4 rows\n',
    '3 of 4 rows\n',
    '3 of 4 rows (waiting 5 s: busy)\n',
    '4 of 4 rows\n',
  ]);
});

test("it says how long Snov.io's rate limit holds it up", () => {
  const { texts, progress } = shown({ paid: false });
  let wait = 1000;
  progress.watchLimit(() => wait);
  progress.rowsWritten(2);
  wait = 39_200;
  vi.advanceTimersByTime(15_000);
  expect(texts).toEqual(['2 of 4 rows\n', "2 of 4 rows (waiting 40 s: Snov.io's rate limit)\n"]);
});

test('it never runs backwards: not where a call begins to count anew, nor where a chunk ends before its rows are written', () => {
  const { progress, last } = shown({ isTTY: true, totalRows: 100, paid: false });
  const done = () => {
    vi.advanceTimersByTime(1000);
    return Number(/(\d+) of 100 rows/.exec(last() ?? '')?.[1]);
  };
  const [one, other] = [progress.trackChunk(), progress.trackChunk()];
  one(20);
  expect(done()).toBe(21);
  one(3);
  expect(done()).toBe(21);
  other(10);
  expect(done()).toBe(21);
  one(40);
  expect(done()).toBe(51);
  one(0);
  expect(done()).toBe(51);
  progress.rowsWritten(41);
  expect(done()).toBe(51);
  other(500);
  expect(done()).toBe(100);
});

test('time left and rows a minute are told from whole rate windows, and not before one is over', () => {
  const { texts, progress } = shown({ totalRows: 1001, paid: false });
  // A burst of 50 rows at the beginning of each window of 100 s.
  const burst = (rows: number) => {
    vi.advanceTimersByTime(5000);
    progress.rowsWritten(rows);
    vi.advanceTimersByTime(95_000);
  };
  burst(51);
  expect(texts.join('')).not.toContain('left');
  burst(101);
  expect(texts.at(-1)).toBe('101 of 1001 rows, 30 a minute, 30 min left\n');
  burst(151);
  expect(texts.at(-1)).toBe('151 of 1001 rows, 30 a minute, 28 min left\n');
});

test('the rate follows the last windows, and tells nothing of rows that were done before', () => {
  const rate = new RecentRate(1000, 500, 0);
  expect(rate.perMs(10_000)).toBeUndefined();
  rate.record(510, 10_000);
  expect(rate.perMs(10_999)).toBeUndefined();
  expect(rate.perMs(11_000)).toBe(0);
  for (let at = 11_000; at <= 30_000; at += 100) rate.record(510 + (at - 11_000) / 100 + 1, at);
  expect(rate.perMs(30_000)).toBeCloseTo(0.01, 4);
  // It stands still.
  expect(rate.perMs(40_100)).toBe(0);
});
