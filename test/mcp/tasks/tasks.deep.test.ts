import { isCreateTaskResultV2, isDetailedTaskV2 } from '@modelcontextprotocol/ext-tasks/core/v2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type InProcessServer, startInProcess } from '../../http/in-process.ts';
import { bearer, OTHER_TOKEN, TOKEN } from '../../http/kit.ts';
import { addresses } from '../../snovio/flows/kit.ts';
import { type Host, httpHost, TASKS_AND_QUESTIONS } from './kit.ts';

let server: InProcessServer;
let host: Host;

beforeEach(async () => {
  server = await startServer();
  host = httpHost(server.port, bearer(TOKEN));
});

/** A server for which Snov.io takes a second at least, so that its calls become tasks. */
const startServer = (env: Record<string, string> = {}) =>
  startInProcess({
    env: {
      SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}`,
      SNOVIO_MAX_CREDITS_PER_CALL: '100',
      SNOVIO_MAX_CREDITS_PER_DAY: '2000',
      ...env,
    },
    sandbox: {
      taskSeconds: [60, 90],
      accounts: [{ id: 'sandbox', secret: 'sandbox', credits: 5000 }],
    },
  });

afterEach(() => server[Symbol.asyncDispose]());

const FORTY = { emails: addresses(40) };
const spent = () => server.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);

test('a call that takes long becomes a task, which tells how far it is and ends with the answer', async () => {
  const created = await host.call('verify_emails', FORTY);
  expect(isCreateTaskResultV2(created)).toBe(true);
  expect(created).toMatchObject({
    resultType: 'task',
    status: 'working',
    pollIntervalMs: expect.any(Number),
  });
  const first = await host.get(created.taskId);
  expect(isDetailedTaskV2(first)).toBe(true);
  const { status, result } = await host.until(created.taskId);
  expect(status).toBe('completed');
  expect(result.isError).toBeUndefined();
  expect(result.structuredContent.results).toHaveLength(40);
  expect(result.structuredContent).toMatchObject({ pending: 0, credits: { spent: 40 } });
  expect(spent()).toBe(40);
});

test('what is known is answered at once', async () => {
  const { taskId } = await host.call('verify_emails', FORTY);
  await host.until(taskId);
  const again = await host.call('verify_emails', FORTY);
  expect(again).toMatchObject({ resultType: 'complete', structuredContent: { credits: { spent: 0 } } });
});

test('who does not declare tasks gets what they always got', async () => {
  const answer = await host.request('tools/call', { name: 'verify_emails', arguments: FORTY }, {});
  expect(answer.structuredContent.results).toHaveLength(40);
  const { tools } = await host.request('tools/list', {}, {});
  const { tools: wide, cacheScope } = await host.request('tools/list');
  const emails = (list: { name: string; inputSchema: { properties: Record<string, object> } }[]) =>
    list.find(({ name }) => name === 'verify_emails')?.inputSchema.properties.emails;
  expect(emails(tools)).toMatchObject({ maxItems: 100 });
  expect(emails(wide)).toMatchObject({ maxItems: 1000 });
  expect(cacheScope).toBe('private');
  expect(wide.map(({ name }: { name: string }) => name)).toEqual(
    tools.map(({ name }: { name: string }) => name),
  );
});

test('what was paid for is shown before names of what was not run', async () => {
  const args = { emails: addresses(1000), maxCredits: 20 };
  const { taskId } = await host.call('verify_emails', args);
  const { result } = await host.until(taskId);
  const { results, not_run, credits } = result.structuredContent;
  expect(credits).toMatchObject({ spent: 20 });
  expect(results).toHaveLength(20);
  expect(not_run).toEqual([{ reason: 'credit_ceiling', items: args.emails.slice(20, 40), more: 960 }]);
});

test('a thousand addresses in one call: each is paid for once, and the answer says what it leaves out', {
  timeout: 90_000,
}, async () => {
  // Half as fast as life, so that a busy machine is no lost answer.
  await using paced = await startServer({ SNOVIO_RATE_LIMIT: '600', SNOVIO_RATE_WINDOW_MS: '30000' });
  const { sandbox } = paced;
  const client = httpHost(paced.port, bearer(TOKEN));
  const charged = () => sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);
  const emails = addresses(1000);
  const tooMany = await client.request('tools/call', { name: 'verify_emails', arguments: { emails } }, {});
  expect(tooMany.isError).toBe(true);
  const { taskId } = await client.call('verify_emails', { emails, maxCredits: 1000 });
  const { result } = await client.until(taskId);
  const { results, note, credits } = result.structuredContent;
  expect(charged()).toBe(1000);
  expect(new Set(sandbox.charges.map(({ item }) => item)).size).toBe(1000);
  expect(credits).toMatchObject({ spent: 1000, ceiling: 1000 });
  expect(note).toContain(`the first ${results.length} are shown`);
  expect(results.length).toBeGreaterThan(400);
  let read = results.length;
  while (read < 1000) {
    const rest = await client.call('verify_emails', { emails: emails.slice(read) });
    expect(rest.structuredContent.results[0].email).toBe(emails[read]);
    read += rest.structuredContent.results.length;
  }
  expect(charged()).toBe(1000);
});

test('it tells in words how far it is, and what it waits for', { timeout: 60_000 }, async () => {
  await using paced = await startServer({ SNOVIO_RATE_LIMIT: '3', SNOVIO_RATE_WINDOW_MS: '6000' });
  const client = httpHost(paced.port, bearer(TOKEN));
  const emails = ['ruben.oakes@acme.example', ...addresses(38), 'no address'];
  const { taskId } = await client.call('verify_emails', { emails });
  const messages: string[] = [];
  await client.until(taskId, ({ status, statusMessage }) => {
    if (statusMessage !== undefined) messages.push(statusMessage);
    return status === 'completed';
  });
  expect(messages.join('\n')).toMatch(
    /^verified \d+ of 39, 1 not valid, waiting \d+ s for Snov.io's limit$/m,
  );
  const counts = messages.map(message => Number(/^verified (\d+) of/.exec(message)?.[1]));
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
});

test('a question that comes up later is asked by the task', async () => {
  await using strict = await startServer({ SNOVIO_MAX_CREDITS_PER_CALL: '1', SNOVIO_TOOLSETS: 'all' });
  const asker = httpHost(strict.port, bearer(TOKEN), TASKS_AND_QUESTIONS);
  const call = () => asker.call('find_people', { positions: ['Data Analyst'], reveal: true, limit: 3 });
  const { taskId } = await call();
  const { inputRequests } = await asker.until(taskId, ({ status }) => status === 'input_required');
  const [[key, question]] = Object.entries(inputRequests) as [[string, { params: { message: string } }]];
  expect(question.params.message).toContain('spend up to');
  const spentThere = () => strict.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);
  expect(spentThere()).toBe(0);
  const inputResponses = { [key]: { action: 'accept', content: { agree: true } } };
  await asker.request('tasks/update', { taskId, inputResponses });
  const { result } = await asker.until(taskId, ({ status }) => status === 'completed');
  expect(result.isError).toBeUndefined();
  expect(result.structuredContent.credits.spent).toBe(spentThere());
  expect(spentThere()).toBeGreaterThan(0);
});

describe('what was agreed to', () => {
  test('is asked for before anything is sent, and once for all of it', async () => {
    const asker = httpHost(server.port, bearer(TOKEN), TASKS_AND_QUESTIONS);
    const call = { emails: addresses(150) };
    const question = await asker.call('verify_emails', call);
    expect(question).toMatchObject({ resultType: 'input_required', requestState: expect.any(String) });
    expect(server.sandbox.requests).toEqual([]);
    const inputResponses = { price: { action: 'accept', content: { agree: true } } };
    const { taskId } = await asker.call('verify_emails', call, {
      requestState: question.requestState,
      inputResponses,
    });
    const { result } = await asker.until(taskId);
    expect(result.structuredContent.credits).toMatchObject({ spent: 150, ceiling: 150 });
  });

  test('is not exceeded by calls within the task', async () => {
    const { taskId } = await host.call('verify_emails', { emails: addresses(150), maxCredits: 60 });
    const { result } = await host.until(taskId);
    expect(result.structuredContent.credits).toMatchObject({ spent: 60, ceiling: 60 });
    expect(spent()).toBe(60);
  });
});

describe('a task', () => {
  test('is cancelled without losing what it has paid for', async () => {
    const { taskId } = await host.call('verify_emails', FORTY);
    const { _meta, ...done } = await host.request('tasks/cancel', { taskId });
    expect(done).toEqual({ resultType: 'complete' });
    expect(await host.get(taskId)).toMatchObject({ status: 'cancelled' });
    const answer = await host.request('tools/call', { name: 'verify_emails', arguments: FORTY }, {});
    expect(answer.structuredContent.pending).toBe(0);
    expect(spent()).toBe(40);
  });

  test('is found by its own caller and account only, and nobody learns that it is there', async () => {
    const { taskId } = await host.call('verify_emails', FORTY);
    const other = httpHost(server.port, bearer(OTHER_TOKEN));
    const unknown = await host.get('no-such-task');
    expect(unknown.code).toBe(-32_602);
    expect(await other.get(taskId)).toEqual(unknown);
    expect(await other.request('tasks/cancel', { taskId })).toEqual(unknown);
    expect(await other.request('tasks/update', { taskId, inputResponses: {} })).toEqual(unknown);
    expect((await host.until(taskId)).status).toBe('completed');
  });

  test('goes on when its client is gone, and counts among the calls of its caller', async () => {
    const { taskId } = await host.call('verify_emails', FORTY);
    expect(server.app.accounts.ownAccount().calls).toBe(1);
    await host.until(taskId);
    await expect.poll(() => server.app.accounts.ownAccount().calls).toBe(0);
    expect(server.calls).toEqual([
      expect.objectContaining({ tool: 'verify_emails', outcome: 'ok', credits: 40 }),
    ]);
  });

  test('is refused with words where too many run; what is short is answered all the same', async () => {
    // Snov.io says nothing for as long as this lasts.
    const held = Promise.withResolvers<void>();
    server.sandbox.faults.add({ path: /result/, kind: 'pass', times: 500, on: () => held.promise });
    const call = (i: number) => host.call('verify_emails', { emails: addresses(5, 5 * i), waitSeconds: 60 });
    const tasks = await Promise.all(Array.from({ length: 10 }, (_, i) => call(i)));
    expect(tasks.filter(({ resultType }) => resultType === 'task')).toHaveLength(10);
    const refused = await host.call('verify_emails', { emails: addresses(150, 100), maxCredits: 200 });
    const short = await host.call('verify_emails', { emails: addresses(5, 50), waitSeconds: 2 });
    held.resolve();
    expect(short).toMatchObject({ resultType: 'complete', structuredContent: { pending: 5 } });
    expect(refused).toMatchObject({ isError: true, _meta: { 'snovio/error': { code: 'rate_limited' } } });
    expect(refused.content[0].text).toContain('Too many tasks');
  });
});
