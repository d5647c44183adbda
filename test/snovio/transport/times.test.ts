import { describe, expect, test } from 'vitest';
import { isLoopback, Times } from '../../../src/snovio/transport/times.ts';

describe('waits', () => {
  test.each([
    ['http://127.0.0.1:8080', 6000, 200],
    ['http://localhost', 30_000, 1000],
    ['http://[::1]:9', 120_000, 4000],
    ['https://api.snov.io', 6000, 2000],
    ['https://localhost.example', 6000, 2000],
  ])('two seconds against %s with a window of %i ms take %i ms', (origin, windowMs, ms) => {
    expect(new Times(origin, windowMs).ms(2)).toBe(ms);
  });

  test.each([
    ['https://api.snov.io', 1000, 30_000],
    ['http://localhost', 30_000, 15_000],
    ['http://localhost', 3001, 1500.5],
    ['http://localhost', 2999, 1500],
    ['http://localhost', 1, 1500],
  ])('a request to %s with a window of %i ms gets %f ms', (origin, windowMs, ms) => {
    expect(new Times(origin, windowMs).requestMs).toBe(ms);
  });

  test.each([
    ['https://api.snov.io', 1000, 105_000],
    ['http://localhost', 6000, 10_500],
    ['http://localhost', 1, 1500],
  ])('one to %s that is not repeated gets, with a window of %i ms, %i ms', (origin, windowMs, ms) => {
    expect(new Times(origin, windowMs).onceMs).toBe(ms);
  });
});

describe('this machine', () => {
  test.each(['localhost', '127.0.0.1', '127.255.10.3', '[::1]'])('%s is', hostname => {
    expect(isLoopback(hostname)).toBe(true);
  });

  test.each([
    'api.snov.io',
    'localhost.example',
    'my.localhost',
    '127.0.0.1.example',
    '1.127.0.0.1',
    '127.0.0',
    '127.0.0.1.1',
    '127.a.0.1',
    '127.0.0.1234',
    '[::2]',
    '',
  ])('%s is not', hostname => {
    expect(isLoopback(hostname)).toBe(false);
  });
});
