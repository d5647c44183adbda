import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import type { Json } from '../sandbox/client.ts';
import { sent } from '../snovio/flows/kit.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const ONE = '/v2/campaigns/{campaign_id}';
const changes = () => sent(h, ONE).filter(({ method }) => method === 'PATCH');
const replace = (steps: object[], args: object = {}) =>
  h.call('update_campaign_steps', { campaignId: 'Draft idea', steps, ...args });
const mail = { type: 'email', ref: '2379531' };
const end = { type: 'goal', ref: '2379532' };
const delay = { type: 'delay', wait: '4 hours' };

describe('update_campaign_steps', () => {
  test('keeps steps that are named by their id, with their mails, and adds others', async () => {
    const { structured } = await replace([mail, delay, { type: 'email' }, end]);
    expect(changes()[0]?.body).toEqual({
      sequence: {
        entry: '2379531',
        steps: [
          {
            ...{ _ref: '2379531', type: 'email', content_slots: 1, next: 'new-2' },
            content: [{ id: 23795310, plain_text: false, usage: 'active' }],
          },
          { _ref: 'new-2', type: 'delay', waiting_type: 'hours', waiting_val: 4, next: 'new-3' },
          { _ref: 'new-3', type: 'email', content_slots: 1, next: '2379532' },
          { _ref: '2379532', type: 'goal', goal_name: 'end' },
        ],
      },
    });
    expect(structured).toMatchObject({
      campaignId: '237953',
      status: 'draft',
      steps: [{ stepId: '2379531', contentIds: ['23795310'] }, {}, { contentIds: [expect.any(String)] }, {}],
    });
    const kept = { campaignId: 'Draft idea', stepId: '2379531', contentId: '23795310' };
    expect((await h.call('get_step_content', kept)).structured.subject).toBe('Something new');
  });

  test('a step that stays keeps its words as they are, unless the call gives others', async () => {
    const body = `<p>Hi <b>{{first_name}}</b></p>${' '.repeat(20)}`;
    const created = await h.call('create_campaign', {
      ...{ title: 'LinkedIn', listId: 'Research', linkedInAccounts: ['7'] },
      steps: [{ type: 'linkedin', action: 'message', body }, delay, { ...delay, wait: '5 hours' }],
    });
    const [message, first, second] = created.structured.steps.map((step: Json) => step.stepId);
    const args = { campaignId: 'LinkedIn' };
    const steps = [
      { type: 'delay', ref: first, wait: '9 Hours' },
      { type: 'linkedin', ref: message },
      { type: 'delay', ref: second },
    ];
    expect((await replace(steps, args)).isError).toBe(false);
    expect(changes().at(-1)?.body).toMatchObject({
      sequence: {
        entry: first,
        steps: [
          { _ref: first, waiting_type: 'hours', waiting_val: 9, next: message },
          { _ref: message, action: 'message', body, next: second },
          { _ref: second, waiting_val: 5, next: null },
        ],
      },
    });
  });

  test('asks before steps are deleted with their mails', async () => {
    const refused = await replace([mail]);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toBe(
      'confirm: 1 of the campaign\'s steps would be deleted, with their mails. Ask the user, then repeat with confirm: true. [campaign "Draft idea"]',
    );
    expect(changes()).toEqual([]);
    expect((await replace([mail], { confirm: true })).structured.steps).toHaveLength(1);
  });

  test.each([
    ['Q4', '237951'],
    ['January push', '237956'],
  ])('rebuilds nothing that may mail: %s', async (campaignId, id) => {
    const steps = [
      { type: 'email', ref: `${id}1` },
      { type: 'goal', ref: `${id}2` },
    ];
    const refused = await replace(steps, { campaignId });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      `The campaign is running. Pause it first, with pause_campaign; nothing was changed. [campaign "${campaignId}"]`,
    );
    expect(changes()).toEqual([]);
    await h.call('pause_campaign', { campaignId });
    expect((await replace(steps, { campaignId: id })).isError).toBe(false);
  });

  test.each<[string, object[], string]>([
    ['a number that is no step', [mail, end, { ...delay, ref: '5' }], 'steps[2]: a ref of digits'],
    ['another type', [{ ...delay, ref: '2379531' }, end], 'steps[0]: the type of a step cannot be changed'],
    ['other slots', [{ ...mail, contentSlots: 3 }, end], 'steps[0]: contentSlots: leave it out'],
    ['what breaks a rule', [mail, { ...delay, wait: '721 hours' }, end], 'steps[1]: wait: give a delay step'],
    ['a step that is lost', [{ ...mail, next: '2379532' }, delay, end], 'steps[1]: no step leads to it'],
  ])('refuses %s', async (_, steps, text) => {
    const refused = await replace(steps, { confirm: true });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain(text);
    expect(changes()).toEqual([]);
  });

  test.each<[string, object]>([
    ['nothing', {}],
    [
      'mails without content',
      { success: true, data: { sequence: { steps: [{ _ref: '2379531', type: 'email' }] } } },
    ],
    ['steps without a type', { success: true, data: { sequence: { steps: [{ _ref: '2379531' }] } } }],
  ])('where the steps that are there cannot be read, nothing is changed: %s', async (_, body) => {
    h.sandbox.faults.add({ method: 'GET', path: ONE, kind: 'replace', body });
    expect((await replace([mail, end])).code).toBe('upstream_malformed');
    expect(changes()).toEqual([]);
  });

  test('a lost answer is not told as done, nor is it repeated', async () => {
    h.sandbox.faults.add({ method: 'PATCH', path: ONE, kind: 'drop', when: 'after', times: Infinity });
    expect((await replace([mail, end])).text).toContain('look with get_campaign before you repeat the call.');
    expect(changes()).toHaveLength(1);
  });
});
