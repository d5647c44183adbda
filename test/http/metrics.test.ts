import { expect, test } from 'vitest';
import { addresses, PATHS, TOKEN as TOKEN_PATH } from '../snovio/flows/kit.ts';
import { withstands } from '../withstands.ts';
import { counted, type Figures, figuresOf, labelled } from './figures.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { as, bearer, call, http, rpc, TOKEN } from './kit.ts';

const ON = { SNOVIO_HTTP_METRICS: '1' };
const SLOW = { SNOVIO_RATE_WINDOW_MS: '60000' };

const start = (options: Parameters<typeof startInProcess>[0] = {}) =>
  startInProcess({ ...options, env: { ...ON, ...options.env } });

/** A figure without labels. */
const figure = async ({ port }: InProcessServer, name: string) =>
  (await figuresOf(port)).get(`snovio_mcp_${name}`);

/** How often the sandbox was asked for each path, as labels. */
function asked({ sandbox }: InProcessServer): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, template, status } of sandbox.requests) {
    const label = `{method="${method} ${template}",status="${status < 300 ? '2xx' : status}"}`;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

test('what is known is answered by two reads of the store, without a look at what the walls leave', async () => {
  await using server = await start({ env: { SNOVIO_MAX_CREDITS: '50' } });
  const operations = async () =>
    labelled(await figuresOf(server.port), 'snovio_mcp_store_duration_seconds_count');
  await call(server.port, 'verify_emails', { emails: addresses(2) });
  await call(server.port, 'verify_emails', { emails: addresses(2) });
  const before = await operations();
  await call(server.port, 'verify_emails', { emails: addresses(2) });
  const after = await operations();
  const more = Object.entries(after).filter(([name, count]) => count !== before[name]);
  expect(more).toEqual([
    ['{operation="rows"}', (before['{operation="rows"}'] ?? 0) + 1],
    ['{operation="reported"}', (before['{operation="reported"}'] ?? 0) + 1],
  ]);
});

test('where nobody wants figures there are none', async () => {
  await using server = await startInProcess();
  expect((await http(server.port, { path: '/metrics', method: 'GET' })).status).toBe(404);
});

test('calls, their credits and the requests behind them are counted', async () => {
  await using server = await start();
  await call(server.port, 'verify_emails', { emails: addresses(3) });
  await call(server.port, 'verify_emails', { emails: addresses(5) });
  await call(server.port, 'get_balance');
  await call(server.port, 'get_balance');
  await call(server.port, 'count_domain_emails', { domain: 'not a domain' });
  const figures = await figuresOf(server.port);
  expect(counted(figures, 'snovio_mcp_calls_total')).toEqual({
    '{tool="verify_emails",outcome="ok"}': 2,
    '{tool="get_balance",outcome="ok"}': 2,
    '{tool="count_domain_emails",outcome="invalid_input"}': 1,
  });
  expect(counted(figures, 'snovio_mcp_credits_total')).toEqual({ '{tool="verify_emails"}': 5 });
  expect(labelled(figures, 'snovio_mcp_call_duration_seconds_count')).toEqual({
    '{tool="verify_emails"}': 2,
    '{tool="get_balance"}': 2,
    '{tool="count_domain_emails"}': 1,
  });
  const requests = labelled(figures, 'snovio_mcp_upstream_requests_total');
  expect(requests).toEqual(asked(server));
  const sum = Object.values(requests).reduce((all, one) => all + one, 0);
  expect(figures.get('snovio_mcp_upstream_duration_seconds_count')).toBe(sum);
  expect(labelled(figures, 'snovio_mcp_store_duration_seconds_count')).toMatchObject({
    '{operation="claim"}': 2,
    '{operation="settled"}': 2,
  });
  expect(figures.get('snovio_mcp_store_up')).toBe(1);
  expect(figures.get('snovio_mcp_store_check_seconds')).toBeGreaterThan(0);
  expect(
    [...figures.keys()].filter(name => name.includes('database')),
    'there is none',
  ).toEqual([]);
  expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
});

test('what has to be seen from its first count on starts at 0', async () => {
  await using server = await start();
  const before = await figuresOf(server.port);
  expect(labelled(before, 'snovio_mcp_calls_total')['{tool="get_balance",outcome="ok"}']).toBe(0);
  expect(labelled(before, 'snovio_mcp_credits_total')).toMatchObject({ '{tool="verify_emails"}': 0 });
  expect(labelled(before, 'snovio_mcp_credits_total')).not.toHaveProperty(['{tool="get_balance"}']);
  await call(server.port, 'verify_emails', { emails: addresses(1) });
  const after = labelled(await figuresOf(server.port), 'snovio_mcp_store_failures_total');
  expect(after).toMatchObject({ '{operation="claim"}': 0, '{operation="settled"}': 0 });
});

test('what Snov.io refuses for its pace is counted, by status and in words, and so is what it does not answer', async () => {
  await using server = await start();
  const { faults } = server.sandbox;
  faults.add({ path: '/v1/get-balance', kind: 'status', status: 429 });
  faults.add({ path: '/v1/get-balance', kind: 'replace', body: 'Rate limit exceeded' });
  faults.add({ path: '/v1/get-balance', kind: 'drop' });
  expect((await call(server.port, 'get_balance')).isError).toBe(false);
  const figures = await figuresOf(server.port);
  expect(labelled(figures, 'snovio_mcp_upstream_requests_total')).toEqual({
    [`{method="POST ${TOKEN_PATH}",status="2xx"}`]: 1,
    '{method="GET /v1/get-balance",status="429"}': 1,
    '{method="GET /v1/get-balance",status="2xx"}': 2,
    '{method="GET /v1/get-balance",status="none"}': 1,
  });
  expect(figures.get('snovio_mcp_upstream_pauses_total')).toBe(2);
});

test('payments in doubt are counted', async () => {
  await using server = await start({ env: { SNOVIO_API_GENERATION: 'v2' } });
  expect(await figure(server, 'items_in_doubt')).toBe(0);
  server.sandbox.faults.add({ path: PATHS.verify.v2.start, kind: 'drop', when: 'after' });
  const { structured } = await call(server.port, 'verify_emails', { emails: addresses(2) });
  expect(structured.results.map(({ reason }: { reason: string }) => reason)).toEqual([
    'in_doubt',
    'in_doubt',
  ]);
  expect(await figure(server, 'items_in_doubt')).toBe(2);
});

test('calls that run and wait, and the connections that carry them, are counted', async () => {
  await using server = await start({ limits: { callsPerCaller: 2, callsInAll: 4 } });
  const gate = Promise.withResolvers<void>();
  server.sandbox.faults.add({ path: '/v1/get-balance', kind: 'pass', times: 9, on: () => gate.promise });
  const calls = [1, 2, 3].map(() => call(server.port, 'get_balance'));
  await expect.poll(() => figure(server, 'waiting_calls')).toBe(2);
  const figures = await figuresOf(server.port);
  expect(figures.get('snovio_mcp_open_calls')).toBe(1);
  expect(figures.get('snovio_mcp_busy_connections')).toBe(3);
  expect(figures.get('snovio_mcp_connections'), 'with the one that asks').toBe(4);
  gate.resolve();
  await Promise.all(calls);
  await expect.poll(() => figure(server, 'open_calls')).toBe(0);
});

test('the slots of all accounts are added up', async () => {
  const accounts = ['one', 'two'].map(id => ({ id, secret: 'secret', credits: 10 }));
  await using server = await start({ env: { SNOVIO_RATE_LIMIT: '40', ...SLOW }, sandbox: { accounts } });
  for (const id of ['one', 'one', 'one', 'two'])
    await call(server.port, 'get_balance', {}, { headers: as(id, 'secret') });
  // Each account has asked for its token too.
  expect(server.sandbox.requests).toHaveLength(6);
  const figures = await figuresOf(server.port);
  const of = (name: string) => figures.get(`snovio_mcp_${name}`);
  expect([of('accounts'), of('slots'), of('slots_used'), of('slots_fullest_ratio')]).toEqual([
    2,
    80,
    6,
    4 / 40,
  ]);
  expect([of('upstream_queue'), of('upstream_queue_seconds')]).toEqual([0, 0]);
});

test('requests that wait for a slot are counted, and how long the next one would wait', async () => {
  await using server = await start({ env: { SNOVIO_RATE_LIMIT: '2', ...SLOW } });
  await call(server.port, 'get_balance');
  const late = new AbortController();
  const waiting = rpc(
    server.port,
    'tools/call',
    { name: 'verify_emails', arguments: { emails: addresses(1) } },
    { signal: late.signal },
  ).catch(() => undefined);
  await expect.poll(() => figure(server, 'upstream_queue')).toBe(1);
  const figures = await figuresOf(server.port);
  expect(figures.get('snovio_mcp_slots_fullest_ratio')).toBe(1);
  expect(figures.get('snovio_mcp_upstream_queue_seconds')).toBeGreaterThan(30);
  late.abort();
  await waiting;
});

test(
  withstands(
    'callers that make up tools, ids, accounts, hosts and tokens',
    'no figure gets another label by them',
  ),
  async () => {
    const accounts = Array.from({ length: 6 }, (_, i) => ({
      id: `tenant-${i}`,
      secret: 'secret',
      credits: 10,
    }));
    await using server = await start({
      env: { SNOVIO_HTTP_TOKENS: TOKEN, SNOVIO_TOOLSETS: 'all' },
      sandbox: { accounts: [...accounts, { id: 'sandbox', secret: 'sandbox' }] },
    });
    const word = (n: number) => `word${'abcdefghij'[n % 10]}${'abcdefghij'[Math.floor(n / 10)]}`;
    const attack = async (from: number, count: number) => {
      for (let n = from; n < from + count; n += 1) {
        const headers = { ...bearer(TOKEN), ...as(`tenant-${n % 6}`, 'secret'), 'x-request-id': word(n) };
        await call(server.port, word(n), {}, { headers });
        await call(server.port, 'get_campaign_progress', { campaignId: word(n) }, { headers });
        await call(server.port, 'get_campaign_progress', { campaignId: String(1e6 + n) }, { headers });
        await call(server.port, 'get_prospect', { [word(n)]: word(n), prospectId: word(n) }, { headers });
        await call(server.port, 'get_balance', { [word(n)]: 1 }, { headers });
        await call(server.port, 'verify_emails', { emails: [`${word(n)}@norrland.example`] }, { headers });
        await http(server.port, { path: `/${word(n)}`, method: 'GET', headers });
        await http(server.port, {
          headers: { authorization: `Bearer ${word(n).repeat(4)}`, host: word(n) },
          body: '{}',
        });
      }
    };
    const series = (figures: Figures) => [...figures.keys()].filter(name => name.startsWith('snovio_mcp_'));
    await attack(0, 6);
    const before = series(await figuresOf(server.port));
    await attack(6, 30);
    const figures = await figuresOf(server.port);
    expect(series(figures)).toEqual(before);
    expect(labelled(figures, 'snovio_mcp_refused_requests_total')).not.toEqual({});
    const text = before.join('\n');
    for (const secret of [TOKEN, 'tenant', 'norrland', '@', 'word', '1000', 'sandbox', '127.0.0.1'])
      expect(text, secret).not.toContain(secret);
  },
);
