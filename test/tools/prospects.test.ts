import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const job = {
  companyName: 'Example Labs',
  position: 'Head of Research',
  site: 'https://labs.example.com',
  state: null,
  postal: '30328',
  startDate: '2018-07-31',
  endDate: null,
  size: '1-10',
  planted: 'secret',
};
/** The documented sample, with a field that nobody has heard of. */
const sample = {
  id: 'xA1-b_C2dE3fG4hI5jK6lM==',
  name: 'Ada Byron',
  firstName: 'Ada',
  lastName: 'Byron',
  industry: 'Computer Software',
  country: 'United States',
  locality: null,
  social: [
    { link: 'https://www.linkedin.com/in/ada-byron-example/', type: 'linkedIn' },
    { link: 'https://twitter.com/AdaExample', type: 'twitter' },
  ],
  lastUpdateDate: { date: '2019-09-11 12:37:58.000000', timezone_type: 3, timezone: 'UTC' },
  currentJob: [job],
  previousJob: [],
  lists: [{ id: 1250344, name: 'People List' }],
  campaigns: [],
  planted: 'secret',
};
const shaped = {
  id: 'xA1-b_C2dE3fG4hI5jK6lM==',
  name: 'Ada Byron',
  firstName: 'Ada',
  lastName: 'Byron',
  industry: 'Computer Software',
  country: 'United States',
  currentJobs: [
    {
      companyName: 'Example Labs',
      position: 'Head of Research',
      site: 'https://labs.example.com',
      postal: '30328',
      startDate: '2018-07-31',
      size: '1-10',
    },
  ],
  previousJobs: [],
  social: {
    linkedIn: 'https://www.linkedin.com/in/ada-byron-example/',
    x: 'https://twitter.com/AdaExample',
  },
  lists: [{ id: '1250344', name: 'People List' }],
  lastUpdated: '2019-09-11T12:37:58Z',
};

function answerWith(path: string, body: object) {
  h.sandbox.faults.add({ path, kind: 'replace', body });
}

describe('get_prospect_by_id', () => {
  test('answers a chosen part of the documented sample', async () => {
    answerWith('/v1/get-prospect-by-id', { success: true, data: sample });
    const { structured, text } = await h.call('get_prospect_by_id', { id: sample.id });
    expect(structured).toEqual({ prospect: shaped });
    expect(text).not.toContain('secret');
  });

  test('takes the other spelling of jobs and an array around the prospect', async () => {
    const { currentJob, ...rest } = sample;
    answerWith('/v1/get-prospect-by-id', { success: true, data: [{ ...rest, currentJobs: currentJob }] });
    expect((await h.call('get_prospect_by_id', { id: sample.id })).structured).toEqual({ prospect: shaped });
  });

  test.each([
    { 'customField_Contract end': '2027-01-31', customField_Employees: 7, customField_Phone: '' },
    { customFields: { 'Contract end': '2027-01-31', Employees: 7, Phone: null } },
    { customFields: [{ label: 'Contract end', value: '2027-01-31' }, { name: 'Employees', value: '7' }, 0] },
  ])('tells custom fields, in whatever form they come: %j', async fields => {
    answerWith('/v1/get-prospect-by-id', { success: true, data: { ...sample, ...fields } });
    const { structured } = await h.call('get_prospect_by_id', { id: sample.id });
    expect(structured.prospect.customFields).toEqual([
      { label: 'Contract end', value: '2027-01-31' },
      { label: 'Employees', value: '7' },
    ]);
  });

  test('tells the custom fields that were saved', async () => {
    const customFields = [{ label: 'Contract end', value: '2027-01-31' }];
    const prospects = [{ email: 'ada@novum.example', customFields }];
    const saved = await h.call('save_prospects', { listId: 'Research', prospects });
    const { id } = saved.structured.results[0];
    expect((await h.call('get_prospect_by_id', { id })).structured.prospect).toMatchObject({ customFields });
    const byEmail = await h.call('get_prospects_by_email', { email: 'ada@novum.example' });
    expect(byEmail.structured.prospects).toMatchObject([{ id, customFields }]);
  });

  test.each([{ success: false }, { success: false, message: 'nobody' }])('%j is not_found', async body => {
    answerWith('/v1/get-prospect-by-id', body);
    expect((await h.call('get_prospect_by_id', { id: 'x' })).code).toBe('not_found');
  });

  test('an unknown id is not_found, a blank one invalid_input', async () => {
    expect((await h.call('get_prospect_by_id', { id: 'nope' })).code).toBe('not_found');
    expect((await h.call('get_prospect_by_id', { id: '  ' })).code).toBe('invalid_input');
  });

  test('a profile of enormous size is cut to what an answer may hold', async () => {
    const jobs = Array.from({ length: 2000 }, () => ({ ...job, companyName: 'x'.repeat(500) }));
    answerWith('/v1/get-prospect-by-id', { success: true, data: { ...sample, currentJob: jobs } });
    const { structured, text } = await h.call('get_prospect_by_id', { id: sample.id });
    expect(text.length).toBeLessThan(30_000);
    expect(structured).toMatchObject({ note: expect.stringContaining('shortened') });
  });
});

describe('get_prospects_by_email', () => {
  test('answers everybody of that address', async () => {
    answerWith('/v1/get-prospects-by-email', { success: true, data: [sample, sample] });
    const { structured } = await h.call('get_prospects_by_email', { email: 'Ada <ada.byron@example.com>' });
    const found = { ...shaped, emails: [{ email: 'ada.byron@example.com' }] };
    expect(structured).toMatchObject({ total: 2, returned: 2, prospects: [found, found] });
  });

  test('finds the people of the own lists with the ids of lists and campaigns', async () => {
    const listed = await h.call('get_prospects_in_list', { listId: 'Berlin SaaS', limit: 1 });
    const email = JSON.stringify(listed.structured).match(/[\w.]+@acme\.example/)?.[0];
    const { structured } = await h.call('get_prospects_by_email', { email });
    expect(structured).toMatchObject({
      prospects: [
        {
          campaigns: [
            {
              id: '237951',
              name: 'Q4',
              recipientStatus: expect.any(String),
              sent: expect.any(Number),
              opened: expect.any(Number),
              replied: expect.any(Number),
            },
          ],
          currentJobs: [{ companyName: 'Acme Rockets' }],
        },
      ],
    });
  });

  test.each([{}, { success: true }, { success: true, data: null }, { success: true, data: 'none' }, []])(
    '%j is no answer: nobody is not said',
    async body => {
      const paths = ['/v1/get-prospects-by-email', '/v1/get-prospect-by-id'];
      for (const path of paths) h.sandbox.faults.add({ path, kind: 'replace', body });
      const byEmail = await h.call('get_prospects_by_email', { email: 'ada@novum.example' });
      expect(byEmail.code).toBe('upstream_malformed');
      expect((await h.call('get_prospect_by_id', { id: 'x==' })).code).toBe('upstream_malformed');
    },
  );

  test('nobody is an answer', async () => {
    const { structured } = await h.call('get_prospects_by_email', { email: 'nobody@novum.example' });
    expect(structured).toEqual({ total: 0, returned: 0, prospects: [] });
  });

  test('no address is invalid_input, and nothing is sent', async () => {
    const before = h.sandbox.requests.length;
    expect((await h.call('get_prospects_by_email', { email: 'nobody' })).code).toBe('invalid_input');
    expect(h.sandbox.requests.length).toBe(before);
  });
});

test('get_prospect_custom_fields lists labels in any script', async () => {
  const { structured } = await h.call('get_prospect_custom_fields');
  expect(structured).toMatchObject({
    total: 4,
    customFields: [
      { label: 'specialization', type: 'string', required: false },
      { label: 'Employees' },
      { label: 'Contract end' },
      { label: 'Город' },
    ],
  });
  const { isError } = await h.call('get_prospect_custom_fields', { unknown: 1 });
  expect(isError).toBe(true);
});
