import { afterEach, describe, expect, test } from 'vitest';
import { connectHost, REVISIONS } from './host.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { as, rpc } from './kit.ts';

const A = { id: 'tenant-a', secret: 'secret-of-a', credits: 500 };
const B = { id: 'tenant-b', secret: 'secret-of-b', credits: 300 };
const byA = as(A.id, A.secret);
const byB = as(B.id, B.secret);
const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1000 }, A, B];

let server: InProcessServer;
afterEach(() => server[Symbol.asyncDispose]());

const read = (uri: string, headers = {}) => rpc(server.port, 'resources/read', { uri }, { headers });
const complete = (value: string, headers = {}) => {
  const ref = { type: 'ref/prompt', name: 'check_list' };
  return rpc(server.port, 'completion/complete', { ref, argument: { name: 'list', value } }, { headers });
};

describe.each(REVISIONS)('%s', revision => {
  test('resources, prompts and completions are served', async () => {
    server = await startInProcess();
    const client = await connectHost(server.port, revision);
    const uris = (await client.listResources()).resources.map(({ uri }) => uri);
    expect(uris).toContain('snovio://lists');
    const { contents } = await client.readResource({ uri: 'snovio://lists/8512901' });
    expect(contents[0]).toMatchObject({ text: expect.stringContaining('Berlin SaaS') });
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toContain('check_list');
    const ref = { type: 'ref/prompt' as const, name: 'check_list' };
    const { completion } = await client.complete({ ref, argument: { name: 'list', value: 'ber' } });
    expect(completion.values).toEqual(['Berlin SaaS']);
    await client.close();
  });

  test('hosts are told how long they may keep what, and only where they can know', async () => {
    server = await startInProcess();
    const client = await connectHost(server.port, revision);
    const isNew = revision === '2026-07-28';
    const hint = (ttlMs: number, cacheScope: string) => (isNew ? { ttlMs, cacheScope } : {});
    const shown = (result: object) => {
      const { ttlMs, cacheScope } = result as { ttlMs?: number; cacheScope?: string };
      return JSON.parse(JSON.stringify({ ttlMs, cacheScope }));
    };
    const hour = hint(3_600_000, 'public');
    expect(shown(await client.listResources())).toEqual(hour);
    expect(shown(await client.listResourceTemplates())).toEqual(hour);
    expect(shown(await client.listPrompts())).toEqual(hour);
    const at = (uri: string) => client.readResource({ uri });
    expect(shown(await at('snovio://reference'))).toEqual(hour);
    expect(shown(await at('snovio://reference/get_balance'))).toEqual(hour);
    expect(shown(await at('skill://snovio-lead-list/SKILL.md'))).toEqual(hour);
    expect(shown(await at('snovio://account'))).toEqual(hint(15_000, 'private'));
    for (const uri of ['lists', 'lists/8512901', 'campaigns', 'campaigns/237951'])
      expect(shown(await at(`snovio://${uri}`))).toEqual(hint(60_000, 'private'));
    await client.close();
  });
});

describe('whose account', () => {
  test('each request reads the account that it brings', async () => {
    server = await startInProcess({ sandbox: { accounts } });
    const balance = async (headers = {}) =>
      JSON.parse((await read('snovio://account', headers)).json.result.contents[0].text).balance;
    expect([await balance(byA), await balance(), await balance(byB)]).toEqual([500, 1000, 300]);
  });

  test('what one account has read completes nothing for another', async () => {
    server = await startInProcess({ sandbox: { accounts } });
    const create = { name: 'create_prospect_list', arguments: { name: 'Secret of A' } };
    await rpc(server.port, 'tools/call', create, { headers: byA });
    const values = async (headers = {}) => (await complete('secret', headers)).json.result.completion.values;
    expect([await values(byA), await values(byB), await values()]).toEqual([['Secret of A'], [], []]);
    expect(await values(as(A.id, 'wrong'))).toEqual([]);
  });

  test('wrong credentials read nothing but what is everybody’s', async () => {
    server = await startInProcess({ sandbox: { accounts } });
    const wrong = as(A.id, 'wrong');
    expect((await read('snovio://lists', wrong)).json.error.data).toMatchObject({
      'snovio/error': { code: 'unauthorized' },
    });
    expect((await read('snovio://reference', wrong)).json.result.contents).toHaveLength(1);
  });
});

describe('reads are calls', () => {
  test('they take places, and are refused where there is none', async () => {
    const limits = { callsPerCaller: 1, callsInAll: 1, waitingPerCaller: 0, waitingInAll: 0 };
    server = await startInProcess({ limits });
    const { faults, requests } = server.sandbox;
    faults.add({ path: '/v1/get-balance', kind: 'slow', delayMs: 300 });
    const first = read('snovio://account');
    while (!requests.some(({ path }) => path === '/v1/get-balance'))
      await new Promise(resolve => setTimeout(resolve, 5));
    expect((await read('snovio://reference')).status).toBe(429);
    expect((await complete('b')).status).toBe(429);
    expect((await first).status).toBe(200);
  });

  test('they stand in the log, with what they asked Snov.io', async () => {
    server = await startInProcess();
    const { json } = await read('snovio://campaigns/237951');
    await read('snovio://lists/nobody');
    await complete('b');
    expect(server.calls.map(({ tool, outcome, upstream }) => [tool, outcome, upstream])).toEqual([
      [
        'snovio://campaigns/{id}',
        'ok',
        {
          'GET /v1/get-user-campaigns': 1,
          'GET /v1/get-user-lists': 1,
          'GET /v2/campaigns/{id}/progress': 1,
        },
      ],
      ['snovio://lists/{id}', 'not_found', expect.anything()],
      ['completion/complete', 'ok', expect.anything()],
    ]);
    expect(server.calls[0]?.account).toMatch(/^[0-9a-f]{64}$/);
    expect(server.calls[0]).toMatchObject({ requestId: json.result._meta['snovio/requestId'] });
    expect(server.audit).toEqual([]);
  });

  test('who leaves ends the read', async () => {
    server = await startInProcess();
    const { faults, requests } = server.sandbox;
    faults.add({ path: '/v1/get-balance', kind: 'hang', times: 99 });
    const stop = new AbortController();
    const params = { uri: 'snovio://account' };
    const gone = rpc(server.port, 'resources/read', params, { signal: stop.signal }).catch(() => 'gone');
    while (!requests.some(({ path }) => path === '/v1/get-balance'))
      await new Promise(resolve => setTimeout(resolve, 5));
    stop.abort();
    expect(await gone).toBe('gone');
    while (server.calls.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    expect(server.calls[0]).toMatchObject({ tool: 'snovio://account', outcome: 'cancelled' });
  });
});
