import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { stdioHost, TASKS_AND_QUESTIONS } from '../mcp/tasks/kit.ts';
import { addresses } from '../snovio/flows/kit.ts';
import { environmentOf, hastySandbox, stateDirectory, until, wait } from './kit.ts';
import { creditsCharged } from './tally.ts';

// Tasks outlive their process: on the same ledger another one goes on with them.

let sandbox: Sandbox;
let state: ReturnType<typeof stateDirectory>;

beforeEach(async () => {
  sandbox = await hastySandbox({ taskSeconds: [60, 90] });
  state = stateDirectory();
});

afterEach(async () => {
  await sandbox.close();
  state[Symbol.dispose]();
});

const EMAILS = addresses(40);
const env = (more: Record<string, string> = {}) => environmentOf(sandbox, state.path, more);
/** How often each address was paid for. */
const payments = () => [...Map.groupBy(sandbox.charges, ({ item }) => item).values()].map(all => all.length);
/** The plain bytes of everything that the tasks' table holds. */
function stored(): string {
  using db = { file: new DatabaseSync(`${state.path}/ledger.db`), [Symbol.dispose]: () => db.file.close() };
  return db.file
    .prepare('SELECT * FROM long_call')
    .all()
    .flatMap(row => Object.values(row))
    .map(value => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join(' ');
}

test('after kill -9 the process that is asked goes on, and nothing is paid for twice', async () => {
  await using first = stdioHost(env());
  const { taskId } = await first.call('verify_emails', { emails: EMAILS, maxCredits: 40 });
  await until(() => sandbox.charges.length >= 10);
  await first.kill();
  expect(stored()).not.toMatch(/norrland|verify_emails/);
  await using second = stdioHost(env());
  // The first may only be slow, as far as the second can tell.
  expect(await second.get(taskId)).toMatchObject({ status: 'working' });
  const { status, result } = await second.until(taskId);
  expect(status).toBe('completed');
  const { results, credits } = result.structuredContent;
  expect(results).toHaveLength(40);
  const doubtful = results.filter(({ reason }: { reason?: string }) => reason === 'in_doubt').length;
  expect(credits).toMatchObject({ ceiling: 40 });
  expect(credits.spent + doubtful).toBe(40);
  expect(Math.max(...payments())).toBe(1);
  expect(creditsCharged(sandbox)).toBeLessThanOrEqual(40);
});

test('two processes that are asked at once do not both go on', async () => {
  await using first = stdioHost(env());
  const { taskId } = await first.call('verify_emails', { emails: EMAILS });
  await first.kill();
  await using second = stdioHost(env());
  await using third = stdioHost(env());
  const [one, other] = await Promise.all([second.until(taskId), third.until(taskId)]);
  expect(one).toMatchObject({ status: 'completed' });
  expect(other.result).toEqual(one.result);
  expect(Math.max(...payments())).toBe(1);
});

test('a process that ends in order leaves its tasks to the next, at once', async () => {
  await using first = stdioHost(env());
  const { taskId } = await first.call('verify_emails', { emails: EMAILS });
  const began = performance.now();
  expect(await first.end()).toBe(0);
  expect(performance.now() - began).toBeLessThan(8000);
  await using second = stdioHost(env());
  await second.get(taskId);
  const { status, result } = await second.until(taskId);
  expect(status).toBe('completed');
  expect(result.structuredContent.results).toHaveLength(40);
  expect(Math.max(...payments())).toBe(1);
});

test('what a person has agreed to is not asked again by the next process, and not exceeded', async () => {
  const asking = env({ SNOVIO_MAX_CREDITS_PER_CALL: '5' });
  await using first = stdioHost(asking, TASKS_AND_QUESTIONS);
  const call = { emails: EMAILS };
  const { requestState } = await first.call('verify_emails', call);
  const inputResponses = { price: { action: 'accept', content: { agree: true } } };
  const { taskId } = await first.call('verify_emails', call, { requestState, inputResponses });
  await until(() => sandbox.charges.length >= 10);
  await first.kill();
  await using second = stdioHost(asking, TASKS_AND_QUESTIONS);
  const { status, result } = await second.until(taskId, task => task.status !== 'working');
  expect(status).toBe('completed');
  expect(result.structuredContent.credits.ceiling).toBe(40);
  expect(creditsCharged(sandbox)).toBeLessThanOrEqual(40);
});

test('maxCredits holds over the lives of a task', async () => {
  await using first = stdioHost(env());
  const { taskId } = await first.call('verify_emails', { emails: EMAILS, maxCredits: 20 });
  await until(() => sandbox.charges.length >= 10);
  await first.kill();
  await using second = stdioHost(env());
  const { result } = await second.until(taskId);
  expect(result.structuredContent.credits.ceiling).toBe(20);
  expect(creditsCharged(sandbox)).toBeLessThanOrEqual(20);
  expect(result.structuredContent.note).toContain('credit_ceiling');
});

test('what was spent unasked before counts, and what is agreed to then is paid in full', async () => {
  await using first = stdioHost(env({ SNOVIO_RATE_LIMIT: '2' }));
  const { taskId } = await first.call('verify_emails', { emails: EMAILS });
  expect(await first.end()).toBe(0);
  const paid = creditsCharged(sandbox);
  expect(paid).toBeGreaterThan(0);
  // The rest alone would need no asking.
  await using second = stdioHost(env({ SNOVIO_MAX_CREDITS_PER_CALL: '39' }), TASKS_AND_QUESTIONS);
  const { inputRequests = {} } = await second.until(taskId, ({ status }) => status !== 'working');
  const [[key, question]] = Object.entries(inputRequests) as [[string, { params: { message: string } }]];
  expect(question.params.message).toContain(`spend up to ${40 - paid} `);
  const inputResponses = { [key]: { action: 'accept', content: { agree: true } } };
  await second.request('tasks/update', { taskId, inputResponses });
  const { result } = await second.until(taskId, ({ status }) => status === 'completed');
  expect(result.structuredContent.credits).toMatchObject({ spent: 40, ceiling: 40 });
  expect(creditsCharged(sandbox)).toBe(40);
});

test('fresh pays anew for nothing that the task itself has perhaps paid for', async () => {
  const slow = env({ SNOVIO_RATE_LIMIT: '3' });
  await using first = stdioHost(slow);
  const { taskId } = await first.call('verify_emails', { emails: EMAILS, fresh: true, maxCredits: 1000 });
  const killed = Promise.withResolvers<void>();
  const on = () => killed.resolve(first.kill());
  sandbox.faults.add({
    path: '/v2/email-verification/start',
    kind: 'hang',
    when: 'after',
    on: stage => (stage === 'charged' ? on() : undefined),
  });
  await killed.promise;
  await using second = stdioHost(slow);
  const { result } = await second.until(taskId);
  const { results } = result.structuredContent;
  expect(Math.max(...payments())).toBe(1);
  expect(results.some(({ reason }: { reason?: string }) => reason === 'in_doubt')).toBe(true);
});

test('a task of a living process is told of by another, which can cancel it', async () => {
  await using first = stdioHost(env());
  const { taskId } = await first.call('verify_emails', { emails: EMAILS });
  await using second = stdioHost(env());
  expect(await second.get(taskId)).toMatchObject({ taskId, status: 'working' });
  await second.request('tasks/cancel', { taskId });
  expect(await first.get(taskId)).toMatchObject({ status: 'cancelled' });
  await wait(1500);
  const paid = creditsCharged(sandbox);
  await wait(500);
  expect(creditsCharged(sandbox)).toBe(paid);
});
