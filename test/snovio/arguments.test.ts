import { describe, expect, test } from 'vitest';
import { startHarness } from '../harness.ts';
import { addresses, links, people, using, verdicts } from './flows/kit.ts';

const WRONG: [tool: string, args: object, argument: RegExp][] = [
  ['verify_emails', {}, /^emails/],
  ['verify_emails', { emails: [] }, /^emails/],
  ['verify_emails', { emails: 'a@acme.example, b@acme.example' }, /^emails: takes a list/],
  ['verify_emails', { emails: [true] }, /^emails\[0\]/],
  ['verify_emails', { emails: addresses(101) }, /^emails/],
  ['verify_emails', { emails: ['nothing', 'a@b', '@acme.example'] }, /^emails/],
  ['verify_emails', { emails: addresses(1), maxCredits: -1 }, /^maxCredits/],
  ['verify_emails', { emails: addresses(1), maxCredits: 1.5 }, /^maxCredits/],
  ['verify_emails', { emails: addresses(1), waitSeconds: 0 }, /^waitSeconds/],
  ['verify_emails', { emails: addresses(1), fresh: 'yes' }, /^fresh/],
  [
    'verify_emails',
    { emails: addresses(1), maxCredit: 1 },
    /did you mean maxCredits\? known: .*maxCredits.*\[unknown "maxCredit"\]$/,
  ],
  ['find_emails', { people: [] }, /^people/],
  ['find_emails', { people: people(101) }, /^people/],
  ['find_emails', { people: [{ firstName: 'Mara', lastName: 'Lindqvist' }] }, /^people\[0\]\.domain/],
  ['find_emails', { people: [{ firstName: ' ', lastName: 'x', domain: 'acme.example' }] }, /^people/],
  ['find_prospects_by_url', { urls: [] }, /^urls/],
  ['find_prospects_by_url', { urls: links(101) }, /^urls/],
  ['find_prospects_by_url', { urls: ['https://www.linkedin.com/company/acme'] }, /^urls/],
  ['find_prospects_by_url', { urls: links(1), emails: 'no' }, /^emails/],
  ['search_domain_emails', { domain: 'nothing' }, /^domain/],
  ['search_domain_emails', { domain: 'acme.example', type: 'role' }, /^type/],
  ['search_domain_emails', { domain: 'acme.example', positions: [] }, /^positions/],
  ['search_domain_emails', { domain: 'acme.example', positions: Array(11).fill('CEO') }, /^positions/],
  ['search_domain_emails', { domain: 'acme.example', limit: 0 }, /^limit/],
  ['get_profile_by_email', { email: 'nothing' }, /^email/],
];

describe('wrong arguments', () => {
  test.each(WRONG)('%s %j', async (tool, args, argument) => {
    await using h = await startHarness();
    const answer = await h.call(tool, args);
    expect(answer.code).toBe('invalid_input');
    expect(answer.text).toMatch(argument);
    expect(h.sandbox.requests).toHaveLength(0);
  });
});

test.each(['v1', 'v2'] as const)(
  '%s: one bad item among good ones is that item’s alone',
  async generation => {
    await using h = await startHarness(using(generation));
    const verified = await h.call('verify_emails', { emails: ['x', ...addresses(1)] });
    expect(verdicts(verified)).toEqual(['not_valid/format', 'valid']);
    const found = await h.call('find_emails', {
      people: [{ firstName: '', lastName: 'x', domain: 'y' }, ...people(1)],
    });
    expect(verdicts(found)).toEqual(['error/format', 'found']);
    const profiles = await h.call('find_prospects_by_url', { urls: ['ftp://x', ...links(1)], emails: false });
    expect(verdicts(profiles)).toEqual(['error/format', 'found']);
    const bodies = JSON.stringify(h.sandbox.requests.map(({ query, body }) => [query, body]));
    expect(bodies).not.toContain('ftp');
  },
);
