import { describe, expect, test } from 'vitest';
import { Pace, type Turn } from '../../src/snovio/transport/pace.ts';
import {
  processSlots,
  type Slots,
  waitFor,
  windowEnd,
  withMargin,
} from '../../src/snovio/transport/slots.ts';
import { Times } from '../../src/snovio/transport/times.ts';
import { startHarness } from '../harness.ts';
import { addresses, people, using, verdicts } from './flows/kit.ts';

const NEVER = new AbortController().signal;
const soon = () => performance.now() + 10_000;

/** Slots that a test hands out one by one. */
function handed() {
  let free = 0;
  let waitMs = 5;
  const slots: Slots = {
    delay: () => (free > 0 ? 0 : waitMs),
    take: async () => {
      free -= 1;
      return 0;
    },
    used: () => 0,
    idle: () => true,
    pause: () => {},
  };
  const give = (n: number) => {
    free += n;
  };
  const far = () => {
    waitMs = 3_600_000;
  };
  return { slots, give, far };
}

/** The most requests that any window of this length holds. */
function densest(times: readonly number[], windowMs: number): number {
  return Math.max(0, ...times.map(from => times.filter(at => at >= from && at < from + windowMs).length));
}

describe('the queue', () => {
  test('tokens go first, then answers that are paid for, new questions last', async () => {
    const { slots, give } = handed();
    const pace = new Pace(slots);
    const order: string[] = [];
    const turns: Turn[] = ['check', 'start', 'check', 'poll', 'start', 'poll', 'token'];
    const claims = turns.map((turn, i) => pace.claim(turn, () => true).then(() => order.push(`${turn}${i}`)));
    give(7);
    await Promise.all(claims);
    expect(order).toEqual(['token6', 'poll3', 'poll5', 'start1', 'start4', 'check0', 'check2']);
  });

  test('callers take turns, and a newcomer waits for one request of each', async () => {
    const { slots, give } = handed();
    const pace = new Pace(slots);
    const order: string[] = [];
    const claims = [...'aaaabac'].map(caller =>
      pace.claim('poll', () => true, soon(), caller).then(() => order.push(caller)),
    );
    give(7);
    await Promise.all(claims);
    expect(order.join('')).toBe('abcaaaa');
  });

  test('whoever is no longer wanted costs no slot', async () => {
    const { slots, give } = handed();
    const pace = new Pace(slots);
    let wanted = true;
    const left = pace.claim('start', () => wanted);
    const stays = pace.claim('start', () => true);
    wanted = false;
    pace.review();
    expect(await left).toBe(false);
    give(1);
    expect(await stays).toBe(true);
    expect(pace.busy).toBe(false);
  });

  test('what takes its slot by itself is given its turn, and no slot', async () => {
    const { slots, give } = handed();
    const pace = new Pace(slots);
    const order: string[] = [];
    const join = (name: string, granted: Promise<boolean>) => granted.then(() => order.push(name));
    const all = [
      join(
        'payment',
        pace.claimTurn('start', () => true),
      ),
      join(
        'check',
        pace.claim('check', () => true),
      ),
      join(
        'poll',
        pace.claim('poll', () => true),
      ),
    ];
    give(2);
    await Promise.all(all);
    expect(order).toEqual(['poll', 'payment', 'check']);
    expect(slots.delay(0), 'both slots are taken').toBeGreaterThan(0);
  });

  test('a payment that is not wanted any more leaves its turn to a request that takes a slot', async () => {
    const { slots, give } = handed();
    const pace = new Pace(slots);
    let wanted = true;
    const left = pace.claimTurn('start', () => wanted);
    const stays = pace.claim('check', () => true);
    wanted = false;
    give(1);
    expect([await left, await stays]).toEqual([false, true]);
    expect(slots.delay(0)).toBeGreaterThan(0);
  });

  test('an abort ends the wait at once', async () => {
    const { slots, far } = handed();
    far();
    const pace = new Pace(slots);
    const abort = new AbortController();
    const taking = pace.take(performance.now() + 4_000_000, abort.signal);
    abort.abort();
    await expect(taking).rejects.toMatchObject({ code: 'cancelled' });
    expect(pace.busy).toBe(false);
  });

  test('a slot behind the deadline is refused at once, with the seconds', async () => {
    const { slots, far } = handed();
    far();
    const facts = { retryAfterSeconds: 3600, neverSent: true };
    await expect(new Pace(slots).take(soon(), NEVER)).rejects.toMatchObject({ code: 'rate_limited', facts });
  });

  test('a deadline that passes while waiting', async () => {
    const { slots } = handed();
    await expect(new Pace(slots).take(performance.now() + 60, NEVER)).rejects.toMatchObject({
      code: 'rate_limited',
    });
  });

  test('goes on after a slot could not be taken', async () => {
    const { slots, give } = handed();
    let failures = 2;
    const take = async () => {
      if (failures-- > 0) throw new Error('the disk is busy');
      return slots.take();
    };
    give(1);
    await new Pace({ ...slots, take }).take(soon(), NEVER);
    expect(failures).toBe(-1);
  });
});

describe('slots', () => {
  const limit = { requests: 3, windowMs: 1000 };

  test.each([
    [[], 0, 0],
    [[], 2, 0],
    [[], 3, 1000],
    [[500, 600, 700], 0, 500],
    [[500, 600, 700], 1, 600],
    [[500, 600, 700], 2, 700],
    [[500, 600, 700], 3, 1500],
    [[500, 600, 700], 7, 2600],
    [[-100, 600, 700], 0, 0],
    [[-100, 600, 700], 1, 600],
    [[600, 700], 0, 0],
  ])('taken at %j, %i ahead: %i ms', (taken, ahead, expected) => {
    expect(waitFor(taken, ahead, limit, 1000)).toBe(expected);
  });

  test('four per cent are added', () => {
    expect(withMargin({ requests: 60, windowMs: 60_000 })).toEqual({ requests: 60, windowMs: 62_400 });
  });

  test('a pause without a time lasts until the oldest request leaves the window', () => {
    const now = 10_000;
    expect(windowEnd([now - 5000, now - 300, now - 100], { requests: 9, windowMs: 1000 }, now)).toBe(
      now + 700,
    );
  });

  test('a pause holds everybody, and is never shortened', async () => {
    const slots = processSlots({ requests: 100, windowMs: 1000 });
    slots.pause(500);
    slots.pause(100);
    expect(slots.delay(0)).toBeGreaterThan(400);
    await slots.take();
    expect(slots.idle()).toBe(false);
  });
});

describe('times', () => {
  test('shrink with the window on this machine only', () => {
    for (const host of ['localhost', '127.0.0.1:1', '127.8.9.1', '[::1]:2'])
      expect(new Times(`http://${host}`, 6000).ms(2)).toBe(200);
    for (const host of ['api.snov.io', 'localhost.example', '128.0.0.1'])
      expect(new Times(`https://${host}`, 6000).ms(2)).toBe(2000);
  });

  test('a request gets at least 1.5 s', () => {
    expect(new Times('http://localhost', 1000).requestMs).toBe(1500);
    expect(new Times('http://localhost', 30_000).requestMs).toBe(15_000);
    expect(new Times('https://api.snov.io', 1000).requestMs).toBe(30_000);
  });
});

describe('the limit of the account', () => {
  // A machine that stands still for longer than the margin delays a request after its slot: that is not what is tested.
  test.each(['v1', 'v2'] as const)('%s: is used and never broken', { retry: 2 }, async generation => {
    const env = { SNOVIO_RATE_LIMIT: '25', SNOVIO_RATE_WINDOW_MS: '2000' };
    const sandbox = { limit: 25, windowMs: 2000, speed: 30 };
    await using h = await startHarness(using(generation, { env, sandbox }));
    const calls = [
      h.call('verify_emails', { emails: addresses(60) }),
      h.call('find_emails', { people: people(generation === 'v1' ? 8 : 50) }),
      ...Array.from({ length: 15 }, () => h.call('get_balance')),
    ];
    const answers = await Promise.all(calls);
    expect(answers.filter(one => one.isError)).toHaveLength(0);
    expect(answers.slice(0, 2).flatMap(verdicts)).toEqual([
      ...Array(60).fill('valid'),
      ...Array(generation === 'v1' ? 8 : 50).fill('found'),
    ]);
    const times = h.sandbox.requests.map(({ at }) => at);
    expect(times.length).toBeGreaterThan(30);
    expect(h.sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0);
    expect(densest(times, 2000)).toBeLessThanOrEqual(25);
  });
});
