import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseArguments, quote } from '../../src/mcp/run-tool.ts';
import { findPeople } from '../../tools/find/find-people.ts';
import { type Harness, startHarness } from '../harness.ts';

const START = '/v2/database-search/prospects/start';
const REVEAL = '/v2/database-search/prospects/search-emails/start/{task_hash}';
/** Twelve people of Tarnhelm are on no list of the account, and four are. */
const TARNHELM = { domains: ['tarnhelm.example'] };

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

interface Row {
  firstName: string;
  lastName: string;
  position: string;
  companyName: string;
  lead?: string;
  status?: string;
}

const find = async (args: object) => (await h.call('find_people', args)).structured;
const charged = () => h.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);
const revealed = () => h.sandbox.requests.filter(({ template }) => template === REVEAL).length;
const nameOf = ({ firstName, lastName, position, companyName }: Row) =>
  `${firstName} ${lastName}, ${position}, ${companyName}`;

test('pays for those alone whom the call names as they were shown, and says who is who', async () => {
  const preview: Row[] = (await find({ ...TARNHELM, limit: 6 })).leads;
  const names = [preview[4], preview[1]].map(row => nameOf(row as Row));
  const args = { ...TARNHELM, limit: 6, reveal: true, only: names };
  const { leads, returned, known, credits } = await find(args);
  expect(leads.map(({ lead }: Row) => lead)).toEqual([...names].reverse());
  expect(leads.every(({ status, lastName }: Row) => status && !lastName.includes('*'))).toBe(true);
  expect([returned, revealed(), known]).toEqual([2, 2, undefined]);
  expect(credits.spent).toBe(charged());
  expect((await find(args)).credits.spent).toBe(0);
  expect(revealed()).toBe(2);
});

test('a preview tells the price of those alone', async () => {
  const preview: Row[] = (await find(TARNHELM)).leads;
  const only = preview.slice(0, 3).map(nameOf);
  const { revealPrice, note } = await find({
    ...TARNHELM,
    only: only.map(name => ` ${name.toUpperCase()} `),
  });
  expect(revealPrice).toBe(3);
  expect(note).toContain('3 people; addresses for all of them: at most 3 credits');
  expect(charged()).toBe(0);
});

test('pays for nobody who was not shown so, and says it', async () => {
  const [first]: Row[] = (await find(TARNHELM)).leads;
  const { firstName, lastName, companyName } = first as Row;
  const only = [`${firstName} ${lastName}, ${companyName}`, 'Nobody N***, CEO, Tarnhelm Security'];
  const { leads, note } = await find({ ...TARNHELM, reveal: true, maxCredits: 5, only });
  expect(leads).toEqual([]);
  expect(note).toContain('2 of only are not among these leads');
  expect(charged()).toBe(0);
});

test('counts two who were shown alike as two, in the price as well', async () => {
  const row = (hash: string) => ({
    ...{ first_name: 'Anna', last_name: 'Sc***', job_title: 'CTO', company: { name: 'Globex' } },
    email_and_hidden_info_reveal: `https://api.example/start/${hash.repeat(32)}`,
  });
  const data = { total: 2, page: 1, total_pages: 1, prospects: [row('a'), row('b')] };
  const body = { status: 'completed', data, meta: { task_hash: '0'.repeat(32) } };
  h.sandbox.faults.add({ path: START, kind: 'replace', body });
  const { leads, revealPrice } = await find({ companies: ['Globex'], only: ['Anna Sc***, CTO, Globex'] });
  expect([leads.length, revealPrice]).toEqual([2, 2]);
});

test('searches no domain for money in place of those it was to find', async () => {
  const nobody = { total: 0, page: 1, total_pages: 0, prospects: [] };
  const body = { status: 'completed', data: nobody, meta: { task_hash: '0'.repeat(32), page: 1 } };
  h.sandbox.faults.add({ path: START, kind: 'replace', body, times: 9 });
  const args = { ...TARNHELM, reveal: true, maxCredits: 9, only: ['Mara Li***, CEO, Tarnhelm Security'] };
  const answer = await find(args);
  expect(answer.leads).toEqual([]);
  expect(answer).not.toHaveProperty('uncovered');
  expect(charged()).toBe(0);
});

test('can cost no more than those whom it names, also where nobody was shown yet', async () => {
  const args = { companies: ['Tarnhelm'], limit: 7, reveal: true };
  const policy = { allowSending: 'never', webhookHosts: [] } as const;
  const price = (only: string[]) => {
    const context = { snovio: h.accounts.ownAccount(), policy };
    return quote(findPeople, parseArguments(findPeople, { ...args, only }), context);
  };
  expect(await price(['Mara Li***, CEO, Tarnhelm Security'])).toBe(1);
  const preview: Row[] = (await find({ ...args, reveal: false })).leads;
  expect(await price(preview.slice(2, 4).map(nameOf))).toBe(2);
});
