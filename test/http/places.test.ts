import { describe, expect, test } from 'vitest';
import { Places } from '../../src/http/places.ts';
import { TurnQueue } from '../../src/snovio/transport/turn-queue.ts';

const party = (caller: string, account = 'own') => ({ caller, account });
const fill = (places: Places, caller: string, account?: string) => {
  let taken = 0;
  while (places.take(party(caller, account))) taken += 1;
  return taken;
};

describe('places', () => {
  test('an account takes no more than it leaves to the others of its caller', () => {
    const places = new Places(256, 1024);
    expect([fill(places, 'a', '1'), fill(places, 'a', '2'), fill(places, 'a', '3')]).toEqual([128, 64, 32]);
  });

  test('a caller takes no more than it leaves to the others', () => {
    const places = new Places(1000, 64);
    expect([fill(places, 'a'), fill(places, 'b'), fill(places, 'c')]).toEqual([32, 16, 8]);
  });

  test('the last of many places counts', () => {
    const places = new Places(8, 100);
    expect(places.take(party('a'), 5)).toBeUndefined();
    expect(places.take(party('a'), 4)).toBeDefined();
    expect(places.take(party('a'))).toBeUndefined();
    expect(places.take(party('a', 'other'), 3)).toBeUndefined();
    expect(places.take(party('a', 'other'), 2)).toBeDefined();
  });

  test('a place that is given back twice counts once', () => {
    const places = new Places(4, 4);
    const release = places.take(party('a'), 2);
    expect(places.take(party('a'))).toBeUndefined();
    expect(places.take(party('b'), 2)).toBeUndefined();
    release?.();
    release?.();
    expect(places.take(party('a'), 2)).toBeDefined();
    expect(places.take(party('b'))).toBeDefined();
    expect(places.take(party('b'))).toBeUndefined();
  });
});

describe('turns', () => {
  const drain = (queue: TurnQueue<string>) => Array.from({ length: queue.size }, () => queue.next());

  test('callers take turns, and accounts within a caller', () => {
    const queue = new TurnQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'a4']) queue.add(party('a'), item);
    queue.add(party('a', 'other'), 'a-other');
    for (const item of ['b1', 'b2']) queue.add(party('b'), item);
    expect(drain(queue)).toEqual(['a1', 'b1', 'a-other', 'b2', 'a2', 'a3', 'a4']);
  });

  test('whoever had no turn yet comes before all who had one', () => {
    const queue = new TurnQueue<string>();
    for (const caller of ['a', 'b', 'c']) for (const n of [1, 2]) queue.add(party(caller), `${caller}${n}`);
    expect([queue.next(), queue.next()]).toEqual(['a1', 'b1']);
    queue.add(party('new'), 'new');
    expect(drain(queue)).toEqual(['c1', 'new', 'a2', 'b2', 'c2']);
  });

  test('whoever leaves is skipped, and so is whoever may not go', () => {
    const queue = new TurnQueue<string>();
    const leave = queue.add(party('a'), 'a1');
    queue.add(party('a'), 'a2');
    queue.add(party('b'), 'b1');
    leave();
    leave();
    expect([queue.size, queue.next(({ caller }) => caller === 'b'), queue.next()]).toEqual([2, 'b1', 'a2']);
    expect([queue.size, queue.next(), queue.has(party('a'))]).toEqual([0, undefined, false]);
  });

  test('ten thousand callers are remembered, no more', () => {
    const queue = new TurnQueue<number>();
    for (let i = 0; i < 12_000; i++) {
      queue.add(party(`caller ${i}`), i);
      queue.next();
    }
    queue.add(party('caller 11999'), 1);
    queue.add(party('caller 0'), 2);
    expect(queue.next(), 'forgotten, so it counts as new').toBe(2);
  });
});
