import { expect, test } from 'vitest';
import { withstands } from '../withstands.ts';
import { LONGEST_BLOCK_MS } from './patterns.ts';
import { type Swept, sweepAnswers, sweepArguments } from './sweep.ts';

const MEBIBYTE = 2 ** 20;

function check({ calls, longest, keptBytes, rssBytes, longestAnswer }: Swept): void {
  console.info(
    `${calls} calls; longest block ${longest.ms.toFixed(0)} ms (${longest.during}); ` +
      `${(keptBytes / MEBIBYTE).toFixed(0)} MiB kept, ${(rssBytes / MEBIBYTE).toFixed(0)} MiB RSS; longest answer ${longestAnswer} characters`,
  );
  expect(longest.ms, longest.during).toBeLessThan(LONGEST_BLOCK_MS);
  expect(keptBytes).toBeLessThan(50 * MEBIBYTE);
  expect(longestAnswer).toBeLessThan(100_000);
}

test(
  withstands(
    'text in any argument of any tool that is as long as a request can carry',
    'it is refused at once, and nothing of it is kept',
  ),
  { timeout: 300_000 },
  async () => check(await sweepArguments(1)),
);

test(
  withstands(
    'a megabyte of hostile text in any field of any answer of Snov.io',
    'it is read in linear time and cut, and nothing of it is kept',
  ),
  { timeout: 300_000 },
  async () => check(await sweepAnswers(1)),
);
