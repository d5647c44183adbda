import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { sent } from '../snovio/flows/kit.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const STEP = '/v2/campaigns/{campaign_id}/steps/{step_id}/content';
const CREATE = `${STEP}/create`;
const ONE = `${STEP}/{content_id}`;
const draft = { campaignId: 'Draft idea', stepId: '2379531', contentId: '23795310' };
const running = { campaignId: 'Q4', stepId: '2379511', contentId: '23795110' };
const scheduled = { campaignId: 'January push', stepId: '2379561', contentId: '23795610' };
const texts = { subject: 'Hello', body: '<p>Hi {{first_name}}, …</p>' };
const sample = { id: 11111, ...texts, plain_text: false, usage: 'active' };

describe('add_step_content', () => {
  test('writes what get_step_content then reads', async () => {
    const { structured } = await h.call('add_step_content', { ...draft, ...texts });
    const facts = { campaignId: '237953', stepId: '2379531', contentId: '23795310' };
    const written = { ...facts, subject: 'Hello', usage: 'active', plainText: false };
    expect(structured).toEqual(written);
    expect(sent(h, CREATE)[0]?.body).toEqual({
      ...{ content_id: 23795310, ...texts, plain_text: false, usage: 'active' },
    });
    const read = await h.call('get_step_content', draft);
    expect(read.structured).toEqual({ ...written, untrustedText: 'Hi {{first_name}}, …' });
  });

  test.each<[object, string]>([
    [{ stepId: 'first' }, 'stepId: this is no id'],
    [{ contentId: '../1' }, 'contentId: this is no id'],
    [{ subject: ' ' }, 'subject: is empty'],
    [{ body: '' }, 'body: is empty'],
    [{ body: 'x'.repeat(10_001) }, 'body: at most 10000 characters'],
  ])('%j is refused before anything is sent', async (args, text) => {
    const refused = await h.call('add_step_content', { ...draft, campaignId: '1', ...texts, ...args });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain(text);
    expect(h.sandbox.requests).toEqual([]);
  });
});

describe('variables that may stay empty are told', () => {
  const asked = () => sent(h, '/v1/prospect-custom-fields').length;
  const noteOf = async (body: string) =>
    (await h.call('add_step_content', { ...draft, subject: 'Hello', body })).structured.note;

  test.each([
    'Hi {{ first_name }}',
    'Hi {{first_name: there}}',
    'About {{company}}',
    'No {variables} {{',
    '',
  ])('not of %j', async body => {
    expect(await noteOf(`<p>${body}</p>`)).toBeUndefined();
    expect(asked()).toBe(0);
  });

  test.each(['{{specialization}}', '{{contract_end}}', '{{Employees: some}}', '{{Город}}'])(
    'nor of a custom field: %s',
    async body => {
      expect(await noteOf(body)).toBeUndefined();
      expect(asked()).toBe(1);
    },
  );

  test('a misspelt one, with the nearest name', async () => {
    expect(await noteOf('Hi {{frist_name: there}} of {{company}}')).toMatch(
      /they may stay empty: correct them.*\[variable "frist_name", nearest "first_name"\]$/,
    );
    const { structured } = await h.call('update_step_content', { ...draft, subject: 'For {{comapny}}' });
    expect(structured.note).toMatch(/\[variable "comapny", nearest "company"\]$/);
  });

  test('not where the custom fields cannot be read, and the mail is written all the same', async () => {
    h.sandbox.faults.add({ path: '/v1/prospect-custom-fields', kind: 'status', status: 403 });
    expect(await noteOf('{{unheard_of}}')).toBeUndefined();
    expect(sent(h, CREATE)).toHaveLength(1);
  });

  test('of thousands, a few', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `{{v${index}}}`).join('');
    expect((await noteOf(many)).length).toBeLessThan(500);
  });
});

describe('get_step_content', () => {
  test('answers the documented sample', async () => {
    h.sandbox.faults.add({ path: ONE, kind: 'replace', body: { data: sample } });
    const { structured } = await h.call('get_step_content', { ...draft, campaignId: '1' });
    expect(structured).toEqual({
      campaignId: '1',
      stepId: '2379531',
      contentId: '11111',
      subject: 'Hello',
      usage: 'active',
      plainText: false,
      untrustedText: 'Hi {{first_name}}, …',
    });
  });

  test('shows the whole mail, but never more than an answer may hold', async () => {
    const read = async (body: string) => {
      h.sandbox.faults.add({ path: ONE, kind: 'replace', body: { data: { ...sample, body } } });
      return (await h.call('get_step_content', draft)).structured;
    };
    const long = `<p>${'word '.repeat(500)}</p>`;
    expect((await read(long)).untrustedText).toBe('word '.repeat(500).trim());
    const huge = await read(`<p>${'語'.repeat(50_000)}</p>`);
    expect(huge.untrustedText.length).toBeLessThan(9000);
    expect(huge.note).toContain('Too long for one answer');
  });

  test.each<[string, object | string, string]>([
    ['a refusal', { success: false, errors: ['No access'] }, 'refused'],
    ['nothing', {}, 'upstream_malformed'],
    ['null', 'null', 'upstream_malformed'],
    ['no use', { data: { ...sample, usage: null } }, 'upstream_malformed'],
    ['no id', { data: texts }, 'upstream_malformed'],
  ])('%s is told as what it is', async (_, body, code) => {
    h.sandbox.faults.add({ path: ONE, kind: 'replace', body });
    expect((await h.call('get_step_content', draft)).code).toBe(code);
  });

  test('unknown content is not found', async () => {
    expect((await h.call('get_step_content', { ...draft, contentId: '9' })).code).toBe('not_found');
  });
});

describe('update_step_content', () => {
  test('changes only what is given', async () => {
    const { structured } = await h.call('update_step_content', { ...draft, subject: 'Again' });
    expect(sent(h, ONE)[0]?.body).toEqual({ subject: 'Again' });
    expect(structured).toMatchObject({ subject: 'Again', usage: 'active' });
    expect((await h.call('get_step_content', draft)).structured.untrustedText).toContain('Hello');
  });

  test('takes plain text, and content that waits', async () => {
    await h.call('update_step_content', { ...draft, plainText: true, usage: 'pause' });
    expect(sent(h, ONE)[0]?.body).toEqual({ plain_text: true, usage: 'pause' });
    expect((await h.call('update_step_content', { ...draft, usage: 'stop' })).text).toContain('usage: ');
  });

  test('wants at least one thing to change', async () => {
    expect((await h.call('update_step_content', draft)).text).toContain('give at least one of');
    expect(h.sandbox.requests).toEqual([]);
  });
});

describe.each([
  ['add_step_content', texts, CREATE],
  ['update_step_content', { subject: 'Again' }, ONE],
])('%s', (tool, args, path) => {
  test('in a scheduled campaign needs the user: it will be mailed', async () => {
    const refused = await h.call(tool, { ...scheduled, ...args });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      'The campaign is running: up to 6 people on its list would be mailed. Ask the user, then repeat with allowSending: true. [campaign "January push"]',
    );
    expect(sent(h, path)).toEqual([]);
    expect((await h.call(tool, { ...scheduled, ...args, allowSending: true })).isError).toBe(false);
  });

  test('where sending is forbidden, changes drafts only', async () => {
    await using strict = await startHarness({ env: { SNOVIO_ALLOW_SENDING: 'never' }, reuse: h.sandbox });
    const refused = await strict.call(tool, { ...scheduled, ...args, allowSending: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect((await strict.call(tool, { ...draft, ...args })).isError).toBe(false);
  });

  test('in a running campaign is refused by Snov.io, and the error says why', async () => {
    const refused = await h.call(tool, { ...running, ...args, allowSending: true });
    expect(refused.code).toBe('refused');
    expect(refused.text).toContain('Texts can be changed only while the campaign is a draft, paused or');
  });

  test.each<[string, object]>([
    ['a lost answer', { kind: 'drop', when: 'after' }],
    ['{}', { kind: 'replace', body: {} }],
    ['the content without success', { kind: 'replace', body: { data: sample } }],
  ])('is not told as done after %s, nor repeated', async (_, fault) => {
    h.sandbox.faults.add({ path, times: Infinity, ...(fault as { kind: 'drop' }) });
    const failed = await h.call(tool, { ...draft, ...args });
    expect(failed.text).toContain('look with get_step_content before you repeat the call.');
    expect(sent(h, path)).toHaveLength(1);
  });
});

describe('delete_step_content', () => {
  const second = { ...draft, contentId: '7' };
  beforeEach(async () => {
    await h.call('add_step_content', { ...second, ...texts });
  });

  test('asks first, then deletes', async () => {
    const refused = await h.call('delete_step_content', second);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toBe(
      'confirm: the content would be gone for good. Ask the user, then repeat with confirm: true. [campaign "Draft idea", content "7"]',
    );
    const { structured } = await h.call('delete_step_content', { ...second, confirm: true });
    expect(structured).toEqual({ campaignId: '237953', contentId: '7', deleted: true });
    expect((await h.call('get_step_content', second)).code).toBe('not_found');
    const last = await h.call('delete_step_content', { ...draft, confirm: true });
    expect(last.text).toContain(
      'The last content of a step cannot be deleted: change it with update_step_content. Snov.io said: ',
    );
  });

  test.each<[string, object, string]>([
    ['a refusal inside', { data: { success: false, errors: ['Locked'] } }, 'refused'],
    ['a refusal outside', { success: false, errors: ['Locked'] }, 'refused'],
    ['success in the wrong place', { success: true }, 'upstream_malformed'],
    ['nothing', { data: {} }, 'upstream_malformed'],
  ])('%s is told as what it is', async (_, body, code) => {
    h.sandbox.faults.add({ method: 'DELETE', path: ONE, kind: 'replace', body });
    const failed = await h.call('delete_step_content', { ...second, confirm: true });
    expect(failed.code).toBe(code);
    if (code === 'refused') expect(failed.text).toContain('Snov.io said: "Locked"');
  });
});
