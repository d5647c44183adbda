import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const ADD = '/v1/add-prospect-to-list';
const adds = () => h.sandbox.requests.filter(({ path }) => path === ADD).length;

interface Saved {
  results: { email: string; id?: string; status: string; reason?: string }[];
  stored?: { fields: string[]; people: number }[];
  not_run?: { reason: string; items: string[] }[];
  pending: number;
  note?: string;
}

async function save(prospects: object[], args: object = {}): Promise<Saved> {
  const { structured } = await h.call('save_prospects', { listId: 'Research', prospects, ...args });
  return structured as unknown as Saved;
}

describe('save_prospects', () => {
  test('tells what became of each, in order and in the own spelling; duplicates are asked once', async () => {
    const saved = await save([
      { email: 'Ada <ADA@novum.example>', firstName: 'Ada' },
      { email: 'not an address' },
      { email: 'ada@novum.example' },
      { email: 'bob@novum.example', country: 'Germny' },
      { email: 'cleo@novum.example', country: 'de', companySite: 'novum.example' },
    ]);
    expect(saved.pending).toBe(0);
    expect(saved.results).toEqual([
      { email: 'Ada <ADA@novum.example>', id: expect.any(String), status: 'added' },
      { email: 'not an address', status: 'error', reason: 'format' },
      { email: 'ada@novum.example', id: saved.results[0]?.id, status: 'added' },
      {
        email: 'bob@novum.example',
        id: expect.any(String),
        status: 'added',
        reason: expect.stringMatching(/^left_out: country: .* Did you mean Germany\? \[given "Germny"\]$/),
      },
      { email: 'cleo@novum.example', id: expect.any(String), status: 'added' },
    ]);
    expect(adds()).toBe(3);
    expect(saved.stored).toContainEqual({ fields: ['email'], people: 1 });
    expect(saved.note).toContain('left_out: saved without it');
  });

  test('known people stay as they are unless onExisting says update', async () => {
    const person = { email: 'ada@novum.example', firstName: 'Ada' };
    await save([person]);
    expect((await save([{ ...person, firstName: 'Adah' }])).results[0]?.status).toBe('unchanged');
    const updated = await save([{ ...person, firstName: 'Adah' }], { onExisting: 'update' });
    expect(updated.results[0]?.status).toBe('updated');
    const found = await h.call('get_prospects_by_email', { email: person.email });
    expect(found.structured).toMatchObject({ prospects: [{ firstName: 'Adah' }] });
  });

  test('says which fields were stored, and of whom', async () => {
    const ada = { email: 'ada@novum.example', firstName: 'Ada', lastName: ' ', phones: ['1'] };
    const customFields = [{ label: 'EMPLOYEES', value: '2' }];
    const people = [
      ada,
      { ...ada, email: 'bob@novum.example' },
      { email: 'cleo@novum.example', customFields },
    ];
    const saved = await save([...people, { email: '?' }, ada]);
    expect(saved.stored).toEqual([
      { fields: ['email', 'firstName', 'phones'], people: 2 },
      { fields: ['email', 'customFields: Employees'], people: 1 },
    ]);
    expect(saved.note).toMatch(
      /^stored holds for people who are new to the account; whoever .* joins the list with the data they had/,
    );
    const again = await save(people);
    expect(again).not.toHaveProperty('stored');
    expect(again).not.toHaveProperty('note');
    const updated = await save(people, { onExisting: 'update' });
    expect(updated.stored).toEqual(saved.stored);
    expect(updated).not.toHaveProperty('note');
  });

  test('whoever is known joins the list, and keeps the data they had', async () => {
    const person = { email: 'ada@novum.example', firstName: 'Ada' };
    await h.call('save_prospects', { listId: 'Berlin SaaS', prospects: [person], allowSending: true });
    const saved = await save([{ ...person, firstName: 'Adah' }]);
    expect(saved.results[0]?.status).toBe('added');
    const found = await h.call('get_prospects_by_email', { email: person.email });
    expect(found.structured).toMatchObject({ prospects: [{ firstName: 'Ada' }] });
  });

  test('a write whose fate is unknown is in_doubt, never repeated, and fails nobody else', async () => {
    h.sandbox.faults.add({ path: ADD, kind: 'drop', when: 'after' });
    const saved = await save([{ email: 'ada@novum.example' }, { email: 'bob@novum.example' }]);
    expect(saved.results).toMatchObject([{ status: 'error', reason: 'in_doubt' }, { status: 'added' }]);
    expect(saved.note).toBe('in_doubt: perhaps saved; the same call again is safe, it saves nobody twice.');
    expect(adds()).toBe(2);
  });

  test('a refusal is that item’s alone', async () => {
    const body = { success: false, errors: ['Prospect <b>blocked</b>'] };
    h.sandbox.faults.add({ path: ADD, kind: 'replace', body });
    const saved = await save([{ email: 'ada@novum.example' }, { email: 'bob@novum.example' }]);
    expect(saved.results).toMatchObject([
      { status: 'error', reason: 'Snov.io said: "Prospect blocked"' },
      { status: 'added' },
    ]);
  });

  test.each<[string, unknown]>([
    ['one; two', ['one', 'two']],
    ['plain', 'plain'],
    ['is bad; is long', { email: ['is bad'], name: 'is long' }],
    ['email; inside', [{ field: 'email', errors: { message: 'inside' } }]],
  ])('errors reach the caller in every form: %s', async (said, errors) => {
    const reason = `Snov.io said: "${said}"`;
    const forms = [
      { success: false, errors },
      { success: true, added: false, updated: false, errors },
    ];
    for (const body of forms) {
      h.sandbox.faults.add({ path: ADD, kind: 'replace', body, times: 2 });
      const saved = await save([{ email: 'ada@novum.example' }]);
      expect(saved.results[0]).toMatchObject({ status: 'error', reason });
      const added = await h.call('add_prospect_to_list', { listId: 'Research', email: 'ada@novum.example' });
      expect(added.code).toBe('refused');
      expect(added.text).toContain(reason);
    }
    const body = { success: true, id: 'x==', added: true, updated: false, errors };
    h.sandbox.faults.add({ path: ADD, kind: 'replace', body, times: 2 });
    const saved = await save([{ email: 'ada@novum.example' }]);
    expect(saved.results[0]).toMatchObject({ status: 'added', reason });
    const added = await h.call('add_prospect_to_list', { listId: 'Research', email: 'ada@novum.example' });
    expect(added.structured).toEqual({ id: 'x==', status: 'added', listId: '8512908', reason });
  });

  test.each([{}, { success: true }, { success: true, id: 'x==' }, { added: 'perhaps' }, []])(
    '%j does not say what became of a person',
    async body => {
      h.sandbox.faults.add({ path: ADD, kind: 'replace', body, times: 2 });
      const saved = await save([{ email: 'ada@novum.example' }]);
      expect(saved.results).toMatchObject([{ status: 'error', reason: 'in_doubt' }]);
      const added = await h.call('add_prospect_to_list', { listId: 'Research', email: 'ada@novum.example' });
      expect(added.code).toBe('upstream_malformed');
    },
  );

  test('no errors are none', async () => {
    for (const errors of [[], {}, '', null]) {
      const body = { success: true, id: 'x==', added: false, updated: false, errors };
      h.sandbox.faults.add({ path: ADD, kind: 'replace', body });
      const saved = await save([{ email: 'ada@novum.example' }]);
      expect(saved.results).toEqual([{ email: 'ada@novum.example', id: 'x==', status: 'unchanged' }]);
    }
  });

  test('stops at its time and says what was not run', async () => {
    h.sandbox.faults.add({ path: ADD, kind: 'slow', delayMs: 600 });
    const prospects = ['ada', 'bob', 'cleo'].map(name => ({ email: `${name}@novum.example` }));
    const saved = await save(prospects, { waitSeconds: 1 });
    expect(saved.results).toMatchObject([{ email: 'ada@novum.example', status: 'added' }]);
    const items = ['bob@novum.example', 'cleo@novum.example'];
    expect(saved).toMatchObject({ not_run: [{ reason: 'deadline', items }], pending: 2 });
    expect(saved.note).toContain('2 not_run: the same call again goes on');
    const again = await save(prospects);
    expect(again.results.map(({ status }) => status)).toEqual(['unchanged', 'added', 'added']);
  });

  test.each([
    [{ prospects: [{ email: '?' }] }, 'invalid_input'],
    [{ prospects: [] }, 'invalid_input'],
    [{ prospects: [{ email: 'a@novum.example' }], listId: 'Nowhere' }, 'not_found'],
    [{ prospects: [{ email: 'a@novum.example', surname: 'X' }] }, 'invalid_input'],
    [
      {
        prospects: [{ email: 'a@novum.example', customFields: [{ label: 'Specialisation', value: 'x' }] }],
      },
      'invalid_input',
    ],
  ])('%j is %s and sends nothing', async (args, code) => {
    const refused = await h.call('save_prospects', { listId: 'Research', ...args });
    expect(refused.code).toBe(code);
    expect(adds()).toBe(0);
  });
});

describe('onlyReady', () => {
  const people = ['valid1', 'bounce1', 'catchall1', 'never'].map(name => ({
    email: `${name}@norrland.example`,
  }));

  test('saves whom the ledger knows as valid, skips the rest, and pays nothing', async () => {
    await h.call('verify_emails', { emails: people.slice(0, 3).map(({ email }) => email) });
    const before = h.sandbox.requests.length;
    const saved = await save([...people, { email: '?' }, { email: 'VALID1@norrland.example' }], {
      onlyReady: true,
    });
    expect(saved.results.map(({ status, reason }) => (reason ? `${status}/${reason}` : status))).toEqual([
      'added',
      'skipped/not_ready',
      'skipped/not_ready',
      'skipped/not_ready',
      'error/format',
      'added',
    ]);
    expect(saved.pending).toBe(0);
    expect(h.sandbox.charges).toHaveLength(3);
    expect(h.sandbox.requests.slice(before).filter(({ path }) => path.includes('verif'))).toEqual([]);
  });

  test('saves whom prepare_leads found ready', async () => {
    const person = { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' };
    const { structured } = await h.call('prepare_leads', { people: [person] });
    const [{ email }] = structured.ready;
    const saved = await save([{ email }], { onlyReady: true });
    expect(saved.results[0]?.status).toBe('added');
  });

  test('writes nothing where nobody is ready', async () => {
    const saved = await save(people, { onlyReady: true });
    expect(saved.results.every(({ status }) => status === 'skipped')).toBe(true);
    expect(adds()).toBe(0);
  });
});

test('an unknown list id fails the call at the first person', async () => {
  const prospects = ['ada', 'bob'].map(name => ({ email: `${name}@novum.example` }));
  expect((await h.call('save_prospects', { listId: '77', prospects })).code).toBe('not_found');
  expect(adds()).toBe(1);
});

describe('add_prospect_to_list', () => {
  test('sends the documented sample with a custom field in Cyrillic', async () => {
    const added = await h.call('add_prospect_to_list', {
      listId: '8512908',
      email: 'ada.byron@novum.example',
      fullName: 'Ada Byron',
      firstName: 'Ada',
      lastName: 'Byron',
      position: 'CTO',
      companyName: 'Novum',
      companySite: 'novum.example',
      phones: ['+15550100001', '+15550100002'],
      country: 'united states',
      locality: 'Woodbridge, New Jersey',
      socialLinks: { linkedIn: 'www.linkedin.com/in/ada-byron-example', x: 'https://x.com/ada' },
      customFields: [{ label: 'ГОРОД', value: 'Київ' }],
      updateContact: true,
    });
    expect(added.structured).toMatchObject({ status: 'added', id: expect.any(String) });
    const found = await h.call('get_prospects_by_email', { email: 'ada.byron@novum.example' });
    expect(found.structured).toMatchObject({
      prospects: [
        {
          name: 'Ada Byron',
          country: 'United States',
          currentJobs: [{ site: 'https://novum.example', position: 'CTO' }],
          social: { linkedIn: 'https://www.linkedin.com/in/ada-byron-example', x: 'https://x.com/ada' },
        },
      ],
    });
    const sent = h.sandbox.requests.find(({ path }) => path === ADD);
    expect(JSON.stringify(sent)).toMatch(/Город|%D0%93/);
  });

  test('names the nearest custom field', async () => {
    const customFields = [{ label: 'Specialisation', value: 'x' }];
    const refused = await h.call('add_prospect_to_list', { listId: '1', email: 'a@b.example', customFields });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toMatch(/\[given "Specialisation", nearest "specialization"\]$/);
  });

  test('takes a profile link in the place of an address', async () => {
    const socialLinks = { linkedIn: 'https://www.linkedin.com/in/nobody-known' };
    const added = await h.call('add_prospect_to_list', { listId: 'Research', socialLinks });
    expect(added.structured).toMatchObject({ status: 'added' });
  });

  test.each([
    [{ listId: 'Research' }, 'email'],
    [{ listId: 'Research', email: 'nobody' }, 'email'],
    [{ listId: 'Research', email: 'a@b.example', country: 'Атлантида' }, 'country'],
    [{ listId: 'Research', email: 'a@b.example', companySite: 'our site' }, 'companySite'],
    [
      { listId: 'Research', email: 'a@b.example', updateContact: true, createDuplicates: true },
      'createDuplicates',
    ],
  ])('%j is invalid_input that names %s', async (args, argument) => {
    const refused = await h.call('add_prospect_to_list', args);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain(argument);
    expect(adds()).toBe(0);
  });
});
