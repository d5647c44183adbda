import { expect, test } from 'vitest';
import { z } from 'zod';
import { type CallContext, deadlineIn } from '../../../src/snovio/call-context.ts';
import type { FreeTask } from '../../../src/snovio/tasks/free-task.ts';
import { type Harness, startHarness } from '../../harness.ts';
import { sent, using } from '../flows/kit.ts';

const START = '/v2/company-domain-by-name/start';
const RESULT = '/v2/company-domain-by-name/result';
const Rows = z.array(z.object({ name: z.string(), result: z.unknown() }));

/** A start → result pair that the sandbox plays. Names of nobody cost nothing. */
const names: FreeTask<string[]> = {
  start: { method: 'POST', path: START, query: { names: ['No Such Company'] } },
  result: task => ({ method: 'GET', path: RESULT, query: { task_hash: task } }),
  read: ({ data }) => Rows.parse(data).map(({ name }) => name),
};

const run = (
  { accounts }: Harness,
  seconds: number,
  signal = new AbortController().signal,
  progress: CallContext['progress'] = undefined,
) => {
  const call = { signal, deadline: deadlineIn(seconds), tool: 'test', progress };
  return accounts.ownAccount().task(names, call, 'the look-up');
};

test('comes back with the result, after no more polls than are needed', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [4, 4] } }));
  expect(await run(h, 20)).toEqual(['No Such Company']);
  expect(sent(h, START)).toHaveLength(1);
  expect(sent(h, RESULT)).toHaveLength(1);
});

test('is read again after an answer that says nothing, or a failure that may pass', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [4, 4] } }));
  h.sandbox.faults.add({ path: RESULT, kind: 'replace', body: { status: 'processed' } });
  h.sandbox.faults.add({ path: RESULT, kind: 'status', status: 503 });
  expect(await run(h, 20)).toEqual(['No Such Company']);
  expect(sent(h, START)).toHaveLength(1);
  expect(sent(h, RESULT)).toHaveLength(3);
});

test('is read again where its result is not found yet', async () => {
  await using h = await startHarness(using('v2'));
  h.sandbox.faults.add({ path: RESULT, kind: 'status', status: 404, times: 2 });
  expect(await run(h, 20)).toEqual(['No Such Company']);
  expect(sent(h, RESULT)).toHaveLength(3);
});

test('a start that is not found, or not accepted, is a refusal', async () => {
  await using h = await startHarness(using('v2'));
  h.sandbox.faults.add({ path: START, kind: 'status', status: 404 });
  await expect(run(h, 20)).rejects.toMatchObject({ code: 'refused', facts: { httpStatus: 404 } });
  h.sandbox.faults.add({ path: START, kind: 'replace', body: { success: false, message: 'Not now' } });
  await expect(run(h, 20)).rejects.toMatchObject({ code: 'refused', facts: { upstream: 'Not now' } });
  expect(sent(h, RESULT)).toEqual([]);
});

test('reports its progress with each poll', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [4, 4] } }));
  h.sandbox.faults.add({ path: RESULT, kind: 'replace', body: { status: 'processed' } });
  const told: unknown[][] = [];
  await run(h, 20, undefined, (...progress) => told.push(progress));
  expect(told).toEqual([
    [1, 2, 'waiting for the look-up'],
    [2, 3, 'waiting for the look-up'],
  ]);
});

test('says in time that it has not finished', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [600, 600] } }));
  const since = performance.now();
  await expect(run(h, 1)).rejects.toMatchObject({
    code: 'upstream_unavailable',
    message: expect.stringContaining('has not finished the look-up in time'),
  });
  expect(performance.now() - since).toBeLessThan(1500);
});

test('ends at once when its call is cancelled', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [600, 600] } }));
  const leaving = new AbortController();
  const running = run(h, 60, leaving.signal);
  setTimeout(() => leaving.abort(), 200);
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});
