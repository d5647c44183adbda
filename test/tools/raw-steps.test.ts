import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

function answerWith(path: string, body: object) {
  h.sandbox.faults.add({ path, kind: 'replace', body });
}

describe('get_emails_from_names', () => {
  const ada = { firstName: 'Ada', lastName: 'Byron', domain: 'example.com' };
  const answer = (identifier: string, emails: object[]) => ({
    success: true,
    params: ada,
    data: { firstName: 'ada', lastName: 'byron', emails },
    status: { identifier, description: '' },
  });

  test.each([
    ['complete', [{ email: 'ada@example.com', emailStatus: 'valid' }], 'found'],
    ['in_progress', [], 'pending'],
    ['not_found', [], 'not_found'],
  ])('%s', async (identifier, emails, status) => {
    answerWith('/v1/get-emails-from-names', answer(identifier, emails));
    expect((await h.call('get_emails_from_names', ada)).structured).toEqual({
      status,
      emails: emails.map(({ email }) => ({ email, status: 'valid' })),
    });
  });

  test('needs all three', async () => {
    expect((await h.call('get_emails_from_names', { ...ada, lastName: ' ' })).code).toBe('invalid_input');
  });
});

describe('get_emails_from_url', () => {
  const url = 'https://www.linkedin.com/in/ada-byron-example/';

  test('answers the documented sample', async () => {
    const person = {
      id: 'xA1-b_C2dE3fG4hI5jK6lM==',
      name: 'Ada Byron',
      firstName: 'Ada',
      lastName: 'Byron',
      source: 'linkedIn',
      currentJob: [{ companyName: 'Example Labs' }],
      previousJob: [],
      social: [],
      emails: [{ email: 'ada.byron@example.com', status: 'valid' }],
    };
    answerWith('/v1/get-emails-from-url', { success: true, data: [person] });
    expect((await h.call('get_emails_from_url', { url })).structured).toEqual({
      status: 'found',
      prospect: {
        id: 'xA1-b_C2dE3fG4hI5jK6lM==',
        name: 'Ada Byron',
        firstName: 'Ada',
        lastName: 'Byron',
        currentJobs: [{ companyName: 'Example Labs' }],
        previousJobs: [],
        emails: [{ email: 'ada.byron@example.com', status: 'valid' }],
      },
    });
  });

  test('nothing yet, or never, is not_found', async () => {
    expect((await h.call('get_emails_from_url', { url })).structured).toEqual({ status: 'not_found' });
  });

  test('a company page is no profile', async () => {
    const company = 'https://www.linkedin.com/company/acme';
    expect((await h.call('get_emails_from_url', { url: company })).code).toBe('invalid_input');
  });
});

describe('get_emails_verification_status', () => {
  test('answers the documented sample in our words, in input order', async () => {
    const body = {
      success: true,
      'ada.byron@example.com': { status: { identifier: 'not_verified' }, data: [] },
      'alan@example.com': {
        data: {
          smtpStatus: 'valid',
          isValidFormat: true,
          isDisposable: false,
          isWebmail: true,
          isGibberish: false,
        },
        status: { identifier: 'complete' },
      },
      'grace@example.com': { status: { identifier: 'in_progress' }, data: [] },
      'kurt@example.com': {
        data: { smtpStatus: 'unknown', isCatchall: true },
        status: { identifier: 'complete' },
      },
    };
    answerWith('/v1/get-emails-verification-status', body);
    const emails = [
      'Alan@example.com',
      'bad',
      'ada.byron@example.com',
      'grace@example.com',
      'kurt@example.com',
    ];
    expect((await h.call('get_emails_verification_status', { emails })).structured).toEqual({
      results: [
        { email: 'Alan@example.com', status: 'valid', disposable: false, webmail: true, gibberish: false },
        { email: 'bad', status: 'not_valid', reason: 'format' },
        { email: 'ada.byron@example.com', status: 'unknown', reason: 'not_verified' },
        { email: 'grace@example.com', status: 'pending' },
        { email: 'kurt@example.com', status: 'unknown', reason: 'catchall' },
      ],
      note: expect.stringMatching(/1 pending .* format: .* not_verified: .* up to 1 credit\. catchall: /),
    });
  });

  test('takes more than ten addresses, in requests of ten, each address once', async () => {
    const known = 'bill.lumen@initech.example';
    const emails = [...Array.from({ length: 22 }, (_, i) => `valid${i}@norrland.example`), 'bad', known];
    const before = h.sandbox.requests.length;
    const { structured } = await h.call('get_emails_verification_status', { emails: [...emails, known] });
    const results: { email: string; status: string }[] = structured.results;
    expect(results.map(({ email }) => email)).toEqual([...emails, known]);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array(22).fill('unknown'),
      'not_valid',
      'valid',
      'valid',
    ]);
    const asked = h.sandbox.requests.slice(before).map(({ query }) => (query.emails as string[]).length);
    expect(asked).toEqual([10, 10, 3]);
  });

  test.each([[[]], [['bad', 'worse']], [Array(101).fill('a@b.example')]])(
    '%j is invalid_input',
    async emails => {
      const before = h.sandbox.requests.length;
      expect((await h.call('get_emails_verification_status', { emails })).code).toBe('invalid_input');
      expect(h.sandbox.requests.length).toBe(before);
    },
  );
});
