import { existsSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addedCellsOf } from '../../src/commands/run/files/output-rows.ts';
import { findPeople } from '../../src/commands/run/flows/find-people.ts';
import { until } from '../snovio/flows/kit.ts';
import { path, read, records, run, start, theSandbox, useRun, write } from './run-kit.ts';

useRun();

const START = '/v2/database-search/prospects/start';
const ALWAYS = Number.POSITIVE_INFINITY;

const args = ['find_people', '--csv', 'in.csv', '--out', 'out.csv'];
const find = (...more: string[]) => run([...args, ...more]);
const charged = () => theSandbox().charges.reduce((sum, { credits }) => sum + credits, 0);
const paidItems = () => theSandbox().charges.map(({ item }) => item);
/** What stands in the output of each lead: its company's first cell, its place there, and its status. */
const places = (name = 'out.csv') =>
  records(name).map(
    ({ domain, snovio_row: row, snovio_rows: of, snovio_status: status }) =>
      `${domain} ${row}/${of} ${status}`,
  );

/** Companies with 8 to 12 people who are on no list of the account. */
const COMPANIES = ['initech', 'norrland', 'quillon', 'solvane', 'tarnhelm'].map(name => `${name}.example`);
const companies = `domain\n${COMPANIES.join('\n')}\n`;

describe('a preview', () => {
  test('has a row for each lead, with its company as it stands in the input, and one where nobody is new', async () => {
    write(
      'in.csv',
      '\uFEFFAccount;Web site;Note\r\nTarnhelm;https://www.tarnhelm.example/x;"=a;b\r\ntwo lines"\r\n' +
        'Globex;;g\r\n;alder-media.example;\r\nNo Such Company;n/a;\r\n-;;\r\n;;z\r\n',
    );
    expect(await find('--limit', '2', '--position', 'sales', '--map', 'domain=Web site')).toMatchObject({
      code: 0,
      stdout: 'out.csv: 6 rows, 1 found, 3 not_found, 2 error. Credits spent: 0.\n',
    });
    const empty = (count: number) => ';'.repeat(count);
    const lead = '"=a;b\r\ntwo lines"';
    expect(read('out.csv')).toBe(
      [
        '\uFEFFAccount;Web site;Note;snovio_row;snovio_rows;snovio_status;snovio_first_name;snovio_last_name;snovio_position;snovio_company;snovio_domain;snovio_location;snovio_linkedin;snovio_email;snovio_email_status;snovio_more_emails;snovio_reason',
        `Tarnhelm;https://www.tarnhelm.example/x;${lead};1;2;preview;Nils;Ja***;Head of Sales;Tarnhelm Security;tarnhelm.example;Oslo, Oslo, Norway;;;;;`,
        `Tarnhelm;https://www.tarnhelm.example/x;${lead};2;2;preview;Ulrik;Qu***;Sales Manager;Tarnhelm Security;tarnhelm.example;Oslo, Oslo, Norway;;;;;`,
        `Globex;;g;1;1;not_found${empty(11)}on_your_lists`,
        `;alder-media.example;;1;1;not_found${empty(11)}uncovered`,
        `No Such Company;n/a;;1;1;not_found${empty(11)}`,
        `-;;;1;1;error${empty(11)}"format: ""Account"" is no name"`,
        `;;z;1;1;error${empty(11)}"format: ""Web site"", ""Account"" are empty"`,
        '',
      ].join('\r\n'),
    );
    expect(charged()).toBe(0);
  });

  test('searches by the domain where there is one', async () => {
    write('in.csv', 'company,domain\nTarnhelm,globex.example\n');
    await find();
    const names = theSandbox().requests.filter(({ path }) => path === START);
    expect(JSON.stringify(names.map(({ body, query }) => [body, query]))).not.toContain('Tarnhelm');
    expect(places()).toEqual(['globex.example 1/1 not_found']);
  });

  test('never calls a company empty whose search did not end', async () => {
    write('in.csv', companies);
    theSandbox().faults.add({ path: START, kind: 'replace', body: {}, times: 2 });
    expect(await find('--limit', '1')).toMatchObject({ code: 0 });
    expect(places()).toEqual(COMPANIES.map(domain => `${domain} 1/1 preview`));
    rmSync(path('out.csv'));
    rmSync(path('state'), { recursive: true });
    theSandbox().faults.add({ path: START, kind: 'replace', body: {}, times: ALWAYS });
    const stopped = await find('--limit', '1');
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining('0 of 5 rows are done') });
    expect(existsSync(path('out.csv.part'))).toBe(false);
  }, 30_000);

  test.each([
    [['--limit', '0'], 2, '--limit: takes a whole number from 1 to 50'],
    [['--limit', 'many'], 2, '--limit'],
    [['--location', 'Berlin'], 1, 'write a place as "country: Germany"'],
    [['--seniority', 'boss'], 2, 'director_level'],
    [['--map', 'email=domain'], 2, 'is no field of find_people'],
  ])('refuses %j before anything is sent', async (wrong, code, words) => {
    write('in.csv', companies);
    expect(await find(...wrong)).toMatchObject({ code, stderr: expect.stringContaining(words) });
    expect(theSandbox().requests).toEqual([]);
  });

  test('names the columns that would do', async () => {
    write('in.csv', 'house\nTarnhelm\n');
    const { code, stderr } = await find();
    expect([code, stderr]).toEqual([2, expect.stringContaining('no column for domain (or company) among')]);
    expect(await find('--map', 'company=house', '--limit', '1')).toMatchObject({ code: 0 });
  });
});

describe('with --reveal', () => {
  test('tells the most that it can cost where nobody agreed, and sends nothing', async () => {
    write('in.csv', `${companies}tarnhelm.example\nnot a domain\n`);
    const { code, stderr } = await find('--reveal', '--limit', '7');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Up to 35 credits for these rows')]);
    expect(theSandbox().requests).toEqual([]);
    expect((await find('--reveal')).stderr).toContain('--max-credits 125');
  });

  test('tells what the search of a domain can cost, also where the free search is known to find nobody', async () => {
    write('in.csv', 'domain\nalder-media.example\n');
    await find();
    rmSync(path('out.csv'));
    const { code, stderr } = await run([...args, '--reveal'], { SNOVIO_MAX_CREDITS_PER_CALL: '5' });
    expect([code, stderr]).toEqual([1, expect.stringContaining('Up to 25 credits for these rows')]);
  });

  test('finds addresses, pays for each person once, and knows the price of what is left', async () => {
    write('in.csv', companies);
    await find('--limit', '3');
    rmSync(path('out.csv'));
    expect(await find('--limit', '3', '--reveal')).toMatchObject({ code: 0 });
    const first = records('out.csv');
    expect(first).toHaveLength(15);
    const found = first.filter(({ snovio_status: status }) => status === 'found');
    expect(found.every(row => row.snovio_email?.endsWith(`@${row.domain}`))).toBe(true);
    expect(first.every(row => !row.snovio_last_name?.includes('*'))).toBe(true);
    const paid = charged();
    expect(paid).toBeGreaterThan(0);
    expect(paid).toBeLessThanOrEqual(15);
    rmSync(path('out.csv'));
    expect(await find('--limit', '3', '--reveal')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Credits spent: 0'),
    });
    expect(records('out.csv')).toEqual(first);
    expect(charged()).toBe(paid);
  });

  test('stops at its credit limit with whole companies, and goes on with another', async () => {
    write('in.csv', companies);
    const stopped = await find('--reveal', '--limit', '4', '--max-credits', '6');
    expect(stopped).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a credit limit is reached (--max-credits)'),
    });
    expect(charged()).toBeLessThanOrEqual(6);
    expect(places('out.csv.part').every(place => !place.includes('not_run'))).toBe(true);
    expect(await find('--reveal', '--limit', '4', '--max-credits', '20')).toMatchObject({ code: 0 });
    expect(places().map(place => place.replace(/ \w+$/, ''))).toEqual(
      COMPANIES.flatMap(domain => [1, 2, 3, 4].map(row => `${domain} ${row}/4`)),
    );
    expect(new Set(paidItems()).size).toBe(paidItems().length);
    expect(charged()).toBeLessThanOrEqual(20);
  }, 30_000);

  test('pays no more than its limit for a company of which only a search of its domain tells', async () => {
    const nobody = { total: 0, page: 1, total_pages: 0, prospects: [] };
    const body = { status: 'completed', data: nobody, meta: { task_hash: '0'.repeat(32), page: 1 } };
    theSandbox().faults.add({ path: START, kind: 'replace', body, times: ALWAYS });
    write('in.csv', 'domain\nacme.example\n');
    const more = ['--reveal', '--limit', '3', '--position', 'engineer', '--max-credits', '50'];
    expect(await find(...more)).toMatchObject({ code: 0 });
    expect(charged()).toBe(3);
    const [last = {}] = records('out.csv').slice(-1);
    expect(last).toMatchObject({ snovio_status: 'not_run', snovio_reason: 'credit_ceiling' });
    expect(last.snovio_row).toBe(last.snovio_rows);
  });
});

describe('interrupted', () => {
  test.each(['SIGINT', 'SIGKILL'] as const)(
    'by %s it goes on, without a row twice or a payment more',
    async signal => {
      write('in.csv', companies);
      const more = ['--reveal', '--limit', '8', '--max-credits', '40'];
      const { child, ended } = start([...args, ...more]);
      await Promise.race([until(() => charged() >= 9, 30), ended.then(end => Promise.reject(end))]);
      child.kill(signal);
      await ended;
      expect(await find(...more)).toMatchObject({ code: 0 });
      expect(places().map(place => place.replace(/ \w+$/, ''))).toEqual(
        COMPANIES.flatMap(domain => Array.from({ length: 8 }, (_, i) => `${domain} ${i + 1}/8`)),
      );
      expect(new Set(paidItems()).size).toBe(paidItems().length);
      const odd = records('out.csv').filter(row => row.snovio_status === 'error');
      expect(odd.every(row => row.snovio_reason === 'in_doubt' && signal === 'SIGKILL')).toBe(true);
    },
    60_000,
  );

  test('in the middle of a company, its rows are written anew', async () => {
    write('in.csv', 'domain,n\ntarnhelm.example,"1\n1"\ntarnhelm.example,"1\n1"\nsolvane.example,2\n');
    const more = ['--reveal', '--limit', '3'];
    await find(...more);
    const whole = read('out.csv');
    const paid = charged();
    rmSync(path('out.csv'));
    const lines = whole.split('\n');
    // The header, then rows of two lines each: all of the first company and two of the second, cut in a cell.
    for (const count of [4, 7, 9, 10, 12]) {
      write('out.csv.part', lines.slice(0, count).join('\n'));
      expect(await find(...more)).toMatchObject({ code: 0 });
      expect(read('out.csv')).toBe(whole);
      rmSync(path('out.csv'));
    }
    expect(charged()).toBe(paid);
  }, 30_000);
});

describe('an answer that may lack somebody', () => {
  const options = {
    confirmSending: false,
    positions: [],
    seniority: [],
    locations: [],
    limit: 2,
    reveal: true,
  };
  const leads = [{ firstName: 'Ada', status: 'found' }];
  const added = (answer: object) => {
    const [result = { status: '' }] = findPeople.results?.(answer, [], options) ?? [];
    return addedCellsOf(findPeople, result).map(([row, of, status, , ...cells]) =>
      [`${row}/${of}`, status, cells.at(-1)].join(' ').trim(),
    );
  };

  test.each([
    [{ leads, unfinished: 'page_limit' }, ['1/2 found', '2/2 error page_limit']],
    [{ leads, next: 'x' }, ['1/2 found', '2/2 error cut_short']],
    [{ leads, unfinished: 'pending' }, ['1/2 found', '2/2 pending']],
    [{ leads: [], unfinished: 'rate_limit' }, ['1/1 not_run rate_limit']],
    [{ leads: [...leads, ...leads], unfinished: 'page_limit', next: 'x' }, ['1/2 found', '2/2 found']],
    [{ leads: [] }, ['1/1 not_found']],
  ])('%j says so in a row of its own', (answer, rows) => {
    expect(added(answer)).toEqual(rows);
  });
});
