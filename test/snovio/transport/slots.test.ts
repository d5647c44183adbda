import { afterEach, expect, test, vi } from 'vitest';
import { processSlots } from '../../../src/snovio/transport/slots.ts';

afterEach(() => {
  vi.useRealTimers();
});

test.each([20_000, 3_600_000])(
  'a wall clock that is set back by %i ms keeps nobody waiting: the window is over',
  async ms => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const slots = processSlots({ requests: 3, windowMs: 60_000 });
    for (let n = 0; n < 3; n++) expect(await slots.take()).toBe(0);
    expect(await slots.take()).toBeGreaterThan(60_000);
    vi.advanceTimersByTime(65_000);
    vi.setSystemTime(Date.now() - ms);
    const taken = await Promise.race([
      slots.take(),
      new Promise(resolve => setTimeout(() => resolve('waits'), 200)),
    ]);
    expect(taken).toBe(0);
  },
);

test('the limit holds whatever the wall clock does', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const slots = processSlots({ requests: 3, windowMs: 60_000 });
  for (const jump of [0, -10_000, 7_200_000]) {
    vi.setSystemTime(Date.now() + jump);
    expect(await slots.take()).toBe(0);
  }
  vi.setSystemTime(Date.now() + 7_200_000);
  expect(await slots.take()).toBeGreaterThan(60_000);
});
