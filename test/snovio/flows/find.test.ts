import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { charged, PATHS, people, sent, using, verdicts } from './kit.ts';

const MARA = { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' };
const MARA_TOO = { ...MARA, domain: 'globex.example' };
const TOMAS = { firstName: 'Tomas', lastName: 'Keller', domain: 'acme.example' };
const NOBODY = { firstName: 'Nobody', lastName: 'Anywhere', domain: 'norrland.example' };

describe.each(['v1', 'v2'] as const)('find_emails in %s', generation => {
  const { start } = PATHS.find[generation];

  test('namesakes each get their own address', async () => {
    await using h = await startHarness(using(generation));
    const answer = await h.call('find_emails', { people: [MARA, MARA_TOO] });
    expect(answer.structured.results).toMatchObject([
      { ...MARA, status: 'found', emails: [{ email: 'mara.lindqvist@acme.example', status: 'valid' }] },
      { ...MARA_TOO, status: 'found', emails: [{ email: 'mara.lindqvist@globex.example', status: 'valid' }] },
    ]);
    expect(answer.structured.results[0].source).toBe(generation);
    expect(sent(h, start)).toHaveLength(2);
    expect(charged(h)).toBe(2);
  });

  test('what one person brings more than was reserved is told and counted', async () => {
    await using h = await startHarness(using(generation));
    const { structured } = await h.call('find_emails', { people: [TOMAS] });
    expect(structured.results[0].emails.map((one: { email: string }) => one.email)).toEqual([
      'tomas.keller@acme.example',
      'tomas.keller2@acme.example',
    ]);
    expect(structured.credits.spent).toBe(charged(h));
    const spending = (await h.call('get_balance')).structured;
    expect(JSON.stringify(spending)).toContain(`${1000 - charged(h)}`);
  });

  test('nobody found is remembered, and costs what Snov.io charged', async () => {
    await using h = await startHarness(using(generation));
    const first = await h.call('find_emails', { people: [NOBODY] });
    expect(verdicts(first)).toEqual(['not_found']);
    expect(first.structured.results[0].emails).toEqual([]);
    expect(first.structured.credits.spent).toBe(generation === 'v1' ? 1 : 0);
    expect(charged(h)).toBe(first.structured.credits.spent);
    const before = h.sandbox.requests.length;
    const again = await h.call('find_emails', { people: [NOBODY] });
    expect(again.structured.results).toMatchObject([{ status: 'not_found', source: 'ledger' }]);
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('a large batch keeps order and spelling, and asks each person once', async () => {
    await using h = await startHarness(using(generation));
    const plain = people(37);
    const [first] = plain;
    const shouted = {
      firstName: ' LOAD ',
      lastName: first?.lastName.toUpperCase() ?? '',
      domain: 'https://www.Load.example/team',
    };
    const wanted = [...plain.slice(0, 9), shouted, { ...NOBODY, domain: '???' }, ...plain.slice(9)];
    const answer = await h.call('find_emails', { people: wanted });
    expect(
      answer.structured.results.map(({ firstName, lastName, domain }: typeof MARA) => ({
        firstName,
        lastName,
        domain,
      })),
    ).toEqual(wanted);
    expect(verdicts(answer).filter(one => one !== 'found')).toEqual(['error/format']);
    expect(answer.structured.results[9].emails).toEqual(answer.structured.results[0].emails);
    expect(sent(h, start)).toHaveLength(generation === 'v1' ? 37 : 4);
    expect(charged(h)).toBe(37);
  });

  test('addresses that come with a status are verified already', async () => {
    await using h = await startHarness(using(generation));
    await h.call('find_emails', { people: [MARA] });
    const before = h.sandbox.requests.length;
    const { structured } = await h.call('verify_emails', {
      emails: ['Mara.Lindqvist@acme.example'],
      maxCredits: 0,
    });
    expect(structured.results).toMatchObject([{ status: 'valid', source: 'ledger' }]);
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('pending at the deadline is continued free', async () => {
    await using h = await startHarness(using(generation, { sandbox: { taskSeconds: [80, 80] } }));
    const first = await h.call('find_emails', { people: people(3), waitSeconds: 1 });
    expect(verdicts(first)).toEqual(['pending', 'pending', 'pending']);
    expect(first.structured).toMatchObject({ pending: 3, credits: { spent: 0, reserved: 3 } });
    const second = await h.call('find_emails', { people: people(3) });
    expect(verdicts(second)).toEqual(['found', 'found', 'found']);
    expect(second.structured.credits.spent).toBe(3);
    expect(charged(h)).toBe(3);
  });
});

describe('find_emails in v2', () => {
  test('tells why an address is not certain', async () => {
    await using h = await startHarness(using('v2'));
    const answer = await h.call('find_emails', {
      people: [
        { firstName: 'Ines', lastName: 'Okafor', domain: 'umbra.example' },
        { firstName: 'Gordon', lastName: 'Pryce', domain: 'greyfield.example' },
        { firstName: 'Sigrid', lastName: 'Haugen', domain: 'tarnhelm.example' },
        { firstName: 'Taras', lastName: 'Bondar', domain: 'solvane.example' },
        { firstName: 'Hanna', lastName: 'Zielinska', domain: 'quillon.example' },
        { firstName: 'Otto', lastName: 'Brandner', domain: 'brightwell.example' },
      ],
    });
    const found = answer.structured.results.map(
      ({ status, emails }: { status: string; emails: { status: string; reason?: string }[] }) => [
        status,
        ...emails.map(one => `${one.status}/${one.reason}`),
      ],
    );
    expect(found).toEqual([
      ['found', 'unknown/catchall'],
      ['found', 'greylisted/greylist'],
      ['found', 'unknown/banned'],
      ['found', 'unknown/connection_error'],
      ['not_found'],
      ['not_found'],
    ]);
    expect(answer.structured.credits.spent).toBe(charged(h));
  });

  test('a greylisted address is greylisted to the verifier too, until fresh asks anew', async () => {
    await using h = await startHarness(using('v2'));
    await h.call('find_emails', {
      people: [{ firstName: 'Gordon', lastName: 'Pryce', domain: 'greyfield.example' }],
    });
    const emails = ['gordon.pryce@greyfield.example'];
    expect(verdicts(await h.call('verify_emails', { emails, maxCredits: 0 }))).toEqual([
      'greylisted/greylist',
    ]);
    expect(sent(h, PATHS.verify.v2.start)).toHaveLength(0);
    await h.call('verify_emails', { emails, fresh: true });
    expect(sent(h, PATHS.verify.v2.start)).toHaveLength(1);
  });

  test('credits that end in the middle: what was found is delivered, the rest is told', async () => {
    await using h = await startHarness(using('v2'));
    h.sandbox.setCredits(2);
    const answer = await h.call('find_emails', { people: people(4) });
    expect(verdicts(answer)).toEqual([
      'found',
      'found',
      'error/not_enough_credits',
      'error/not_enough_credits',
    ]);
    expect(answer.structured.credits).toEqual({ spent: 2, ceiling: 1000 });
  });

  test('a row that cannot be read takes no other row with it', async () => {
    await using h = await startHarness(using('v2'));
    const [one, two] = people(2);
    const data = [
      { people: null, result: [] },
      {
        people: `${one?.firstName} ${one?.lastName}`,
        result: [{ email: 'a@load.example', smtp_status: 'valid' }, { email: 7 }],
      },
      { people: `${two?.firstName} ${two?.lastName}`, result: {} },
    ];
    h.sandbox.faults.add({ path: PATHS.find.v2.read, kind: 'replace', body: { status: 'completed', data } });
    const answer = await h.call('find_emails', { people: [one, two] });
    expect(answer.structured.results).toMatchObject([
      { emails: [{ email: 'a@load.example' }] },
      { status: 'not_found' },
    ]);
  });

  test('an address with blanks and hidden characters is not lost', async () => {
    await using h = await startHarness(using('v2'));
    const [one] = people(1);
    const result = [{ email: '\ufeffa@load.example\n', smtp_status: 'valid' }];
    const data = [{ people: `${one?.firstName} ${one?.lastName}`, result }];
    h.sandbox.faults.add({ path: PATHS.find.v2.read, kind: 'replace', body: { status: 'completed', data } });
    const answer = await h.call('find_emails', { people: [one] });
    expect(answer.structured.results).toMatchObject([
      { status: 'found', emails: [{ email: 'a@load.example', status: 'valid' }] },
    ]);
  });

  test('a verification that runs meanwhile keeps its own price', async () => {
    await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [80, 80] } }));
    const emails = ['mara.lindqvist@acme.example'];
    await h.call('verify_emails', { emails, waitSeconds: 1 });
    const data = [{ people: 'Mara Lindqvist', result: [{ email: emails[0], smtp_status: 'valid' }] }];
    h.sandbox.faults.add({ path: PATHS.find.v2.read, kind: 'replace', body: { status: 'completed', data } });
    expect((await h.call('find_emails', { people: [MARA] })).structured.credits.spent).toBe(1);
    expect((await h.call('verify_emails', { emails })).structured.credits.spent).toBe(1);
    expect((await h.accounts.ownAccount().spending()).process).toBe(2);
  });
});

describe('find_emails in v1 and auto', () => {
  test('what Snov.io knows already is free', async () => {
    await using h = await startHarness(using('v1'));
    const bill = { firstName: 'Bill', lastName: 'Lumen', domain: 'initech.example' };
    const { structured } = await h.call('find_emails', { people: [bill], maxCredits: 0 });
    expect(structured.results).toMatchObject([
      { status: 'found', emails: [{ email: 'bill.lumen@initech.example' }] },
    ]);
    expect(charged(h)).toBe(0);
  });

  test('falls back where v2 answers 404, and remembers', async () => {
    await using h = await startHarness(using('auto', { sandbox: { generations: ['v1'] } }));
    expect(verdicts(await h.call('find_emails', { people: [MARA] }))).toEqual(['found']);
    expect(verdicts(await h.call('find_emails', { people: [MARA_TOO] }))).toEqual(['found']);
    expect(sent(h, PATHS.find.v2.start)).toHaveLength(1);
    expect(charged(h)).toBe(2);
  });
});
