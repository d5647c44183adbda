import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('list_pipelines', () => {
  test('answers the documented sample', async () => {
    const row = { id: 1106350, name: 'Test pipeline', deals_count: 65, deals_value: 1241600 };
    const body = { data: [{ ...row, created_at: '2022-05-27T00:00:00Z' }] };
    h.sandbox.faults.add({ path: '/v2/pipelines', kind: 'replace', body });
    expect((await h.call('list_pipelines')).structured).toEqual({
      total: 1,
      returned: 1,
      pipelines: [
        {
          id: '1106350',
          name: 'Test pipeline',
          deals: 65,
          dealsValue: 1241600,
          createdAt: '2022-05-27T00:00:00Z',
        },
      ],
    });
  });

  test('counts the deals of all stages', async () => {
    const { structured } = await h.call('list_pipelines');
    expect(structured.pipelines[0]).toMatchObject({ name: 'New business', deals: 86, dealsValue: 271_350 });
    expect(structured.pipelines[2]).toMatchObject({ name: 'Partners', deals: 0 });
  });
});

describe('list_pipeline_stages', () => {
  test('answers the documented sample', async () => {
    const row = { id: 10001, pipeline_id: 1106350, name: 'Lead in', order: 1 };
    const body = { data: [{ ...row, deals_count: 54, deals_value: 1011 }] };
    h.sandbox.faults.add({ path: '/v2/pipelines/1106350/stages', kind: 'replace', body });
    expect((await h.call('list_pipeline_stages', { pipelineId: '1106350' })).structured).toEqual({
      total: 1,
      returned: 1,
      pipelineId: '1106350',
      stages: [{ id: '10001', name: 'Lead in', deals: 54, dealsValue: 1011 }],
    });
  });

  test('lists them in their order, which Snov.io need not keep', async () => {
    const data = [
      { id: 1, name: 'last' },
      { id: 3, name: 'second', order: 2 },
      { id: 2, name: 'first', order: '1' },
    ];
    h.sandbox.faults.add({ path: '/v2/pipelines/7/stages', kind: 'replace', body: { data } });
    const { structured } = await h.call('list_pipeline_stages', { pipelineId: '7' });
    expect(structured.stages.map(({ name }: { name: string }) => name)).toEqual(['first', 'second', 'last']);
  });

  test('finds a pipeline by its name', async () => {
    const { structured } = await h.call('list_pipeline_stages', { pipelineId: 'renewals' });
    expect(structured).toMatchObject({
      pipelineId: '1106351',
      stages: [{ name: 'Due' }, { name: 'Renewed' }],
    });
  });

  test.each([
    ['Nobody', 'not_found'],
    ['99', 'not_found'],
    [' ', 'invalid_input'],
  ])('%j is %s', async (pipelineId, code) => {
    expect((await h.call('list_pipeline_stages', { pipelineId })).code).toBe(code);
  });
});
