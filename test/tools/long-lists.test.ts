import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, REACHABLE, startHarness } from '../harness.ts';
import { LISTS } from '../hostile/arguments.ts';

// Many lists name no number in their schema, since each costs every conversation tokens: they are bounded all the same.

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ env: REACHABLE });
});
afterAll(() => h.close());

test('the sweep finds lists, nested ones too', () => {
  const found = LISTS.map(([tool, path]) => `${tool} ${path}`);
  expect(found).toContain('update_sender_account tags');
  expect(found).toContain('save_prospects prospects[0].customFields');
  expect(found).toContain('create_campaign steps[0].value');
  expect(found.length).toBeGreaterThan(50);
});

test.each(LISTS)('%s refuses 1,001 %s, and sends nothing', async (tool, path, fill) => {
  const before = h.sandbox.requests.length;
  const answer = await h.call(tool, fill(1001) as object);
  expect(answer.code).toBe('invalid_input');
  expect(answer.text).toMatch(/at most \d+|<=\d+/);
  expect(answer.text).toContain(path);
  expect(answer.text.length).toBeLessThan(1000);
  expect(h.sandbox.requests).toHaveLength(before);
});
