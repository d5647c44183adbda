import { expect, test } from 'vitest';
import { Budget } from '../../src/spending/budget.ts';

test('what fits is reserved, to the last credit', () => {
  const budget = new Budget(5);
  expect(budget.reserve(3)).toBe(true);
  expect(budget.room).toBe(2);
  expect(budget.reserve(3)).toBe(false);
  expect(budget.room).toBe(2);
  expect(budget.reserve(2)).toBe(true);
  expect(budget.room).toBe(0);
});

test('what was not caused comes back', () => {
  const budget = new Budget(5);
  budget.reserve(5);
  budget.giveBack(4);
  expect(budget.room).toBe(4);
});

test('what was spent counts even where it does not fit; then nothing is left, and nothing less', () => {
  const budget = new Budget(5);
  budget.spend(2);
  expect(budget.room).toBe(3);
  budget.spend(5);
  expect(budget.room).toBe(0);
  budget.giveBack(1);
  expect(budget.room).toBe(0);
  expect(budget.reserve(1)).toBe(false);
});
