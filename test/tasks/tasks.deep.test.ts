import { expect, test, vi } from 'vitest';
import { runScript } from './host/run-script.ts';
import { openSession } from './host/session.ts';
import { SCRIPTS } from './scripts/index.ts';
import { TASKS } from './tasks/index.ts';

const SPEED = 60;
// A task is a conversation: a busy machine takes its time for each call.
vi.setConfig({ testTimeout: 120_000 });

test('there are 20 tasks, each with a name of its own and a script', () => {
  expect(TASKS).toHaveLength(20);
  expect(Object.keys(SCRIPTS).sort()).toEqual(TASKS.map(({ name }) => name).sort());
});

test.each(TASKS)('$name is done by a sensible agent', async task => {
  await using session = await openSession(task, { speed: SPEED });
  const script = SCRIPTS[task.name];
  const answer = script && (await runScript(session, script));
  const { checks, outcome } = session.judge(answer);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(outcome).toBe('reached');
});
