import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultTools } from '../../tools/index.ts';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ env: { SNOVIO_TOOLSETS: 'find,account', SNOVIO_DYNAMIC_TOOLS: '1' } });
});
afterAll(() => h.close());

const namesOf = async (query: string): Promise<string[]> =>
  (await h.call('find_tool', { query })).structured.tools.map(({ name }: { name: string }) => name);

test('the two tools are listed only on request', async () => {
  const { tools } = await h.client.listTools();
  expect(tools.slice(-2).map(({ name }) => name)).toEqual(['find_tool', 'use_tool']);
  for (const tool of tools.slice(-2)) expect(tool.annotations).toMatchObject({ readOnlyHint: true });
  await using plain = await startHarness({ env: { SNOVIO_TOOLSETS: 'default' } });
  const listed = (await plain.client.listTools()).tools.map(({ name }) => name);
  expect(listed).toEqual(defaultTools.map(({ name }) => name));
  await expect(plain.call('find_tool', { query: 'campaigns' })).rejects.toThrow('no such tool');
});

describe('find_tool', () => {
  test.each([
    ['who replied to my campaign', 'get_campaign_replies'],
    ['verify addresses', 'verify_emails'],
    ['stages of the sales pipeline', 'list_pipeline_stages'],
    ['webhoks', 'list_webhooks'],
    ['BLACKLIST do-not-email', 'list_do_not_email_lists'],
    ['prospects of a list', 'get_prospects_in_list'],
  ])('%j finds %s', async (query, name) => {
    expect(await namesOf(query)).toContain(name);
  });

  test('shows how to call a free reading tool', async () => {
    const { structured } = await h.call('find_tool', { query: 'stages of a pipeline' });
    expect(structured.tools[0]).toMatchObject({
      name: 'list_pipeline_stages',
      effect: 'read',
      credits: 'free',
      howTo: 'use_tool',
      inputSchema: {
        type: 'object',
        properties: { pipelineId: { type: 'string' } },
        required: ['pipelineId'],
      },
    });
    expect(structured.tools.length).toBeLessThanOrEqual(4);
  });

  test('says of every other tool what the user has to set first', async () => {
    const { structured } = await h.call('find_tool', { query: 'verify' });
    const found = structured.tools.find(({ name }: { name: string }) => name === 'verify_emails');
    expect(found.howTo).toContain('SNOVIO_TOOLSETS=default,verify');
    expect(found).not.toHaveProperty('inputSchema');
  });

  test('finds nothing that is listed anyway', async () => {
    expect(await namesOf('find_emails of people, balance')).not.toContain('find_emails');
  });

  test('asks Snov.io nothing, and says so when nothing fits', async () => {
    const before = h.sandbox.requests.length;
    const { structured } = await h.call('find_tool', { query: 'zzzz' });
    expect(structured).toEqual({ tools: [], message: expect.stringContaining('No tool fits') });
    expect((await h.call('find_tool', { query: 'the of ,,,' })).structured.tools).toEqual([]);
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test.each([[{}], [{ query: true }], [{ query: 'x'.repeat(201) }], [{ query: 'x', more: 1 }]])(
    'refuses %j',
    async args => {
      expect((await h.call('find_tool', args)).code).toBe('invalid_input');
    },
  );
});

describe('use_tool', () => {
  test('runs a free reading tool that is not listed', async () => {
    const args = { name: 'list_pipeline_stages', arguments: { pipelineId: 'Renewals' } };
    const { structured, text } = await h.call('use_tool', args);
    expect(structured).toMatchObject({ total: 2, pipelineId: '1106351' });
    expect(JSON.parse(text)).toEqual(structured);
    expect((await h.call('use_tool', { name: 'list_pipelines' })).structured.total).toBe(3);
  });

  test.each([
    [{ name: 'list_pipeline_stages' }, 'invalid_input', 'pipelineId'],
    [{ name: 'list_pipeline_stages', arguments: { pipelineId: 'x', other: 1 } }, 'invalid_input', 'known:'],
    [{ name: 'list_pipeline_stages', arguments: 'x' }, 'invalid_input', 'arguments'],
    [
      { name: 'verify_emails', arguments: { emails: ['a@acme.example'] } },
      'invalid_input',
      'SNOVIO_TOOLSETS',
    ],
    [{ name: 'create_prospect_list', arguments: { name: 'x' } }, 'invalid_input', 'SNOVIO_TOOLSETS'],
    [{ name: 'get_balance' }, 'not_found', 'a listed tool is called itself'],
    [{ name: 'use_tool' }, 'not_found', 'find_tool'],
    [{ name: 'constructor' }, 'not_found', 'find_tool'],
    [{ name: 'x'.repeat(201) }, 'invalid_input', 'at most 200'],
    [{}, 'invalid_input', 'name'],
  ])('%j is %s', async (args, code, words) => {
    const before = h.sandbox.requests.length;
    const answer = await h.call('use_tool', args);
    expect([answer.code, answer.text]).toEqual([code, expect.stringContaining(words)]);
    expect(h.sandbox.requests).toHaveLength(before);
  });
});
