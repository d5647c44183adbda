import { expect, test } from 'vitest';
import { type Harness, startHarness } from '../../harness.ts';
import { addresses, PATHS, sent, using } from './kit.ts';

const { start, read } = PATHS.verify.v2;
const WINDOW_MS = 3000;
const ROUNDS = 6;

/** Verifies fifty new addresses, in five tasks. @returns milliseconds from the first start to the first poll */
async function firstWait(h: Harness, round: number): Promise<number> {
  const [starts, reads] = [sent(h, start).length, sent(h, read).length];
  await h.call('verify_emails', { emails: addresses(50, round * 50) });
  return (sent(h, read)[reads]?.at ?? 0) - (sent(h, start)[starts]?.at ?? 0);
}

/** How long the first poll waits in each round, when every task takes so many seconds of life. */
async function waits(taskSeconds: number): Promise<number[]> {
  const sandbox = { speed: 60_000 / WINDOW_MS, windowMs: WINDOW_MS };
  const env = { SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS) };
  await using h = await startHarness(
    using('v2', { env, sandbox: { ...sandbox, taskSeconds: [taskSeconds, taskSeconds] } }),
  );
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round++) all.push(await firstWait(h, round));
  return all;
}

// A busy machine makes every poll late; then it is tried again.
test('the first poll comes earlier where tasks end early', { retry: 2 }, async () => {
  const all = await waits(2.5);
  expect(all.at(-1)).toBeLessThan(0.75 * (all[0] ?? 0));
  // Never earlier than Snov.io allows: two seconds of life.
  expect(Math.min(...all)).toBeGreaterThanOrEqual((2 * WINDOW_MS) / 60 - 5);
});

test('the first poll comes later where tasks end late', { retry: 2 }, async () => {
  const all = await waits(12);
  expect(all.at(-1)).toBeGreaterThan(1.3 * (all[0] ?? Infinity));
});
