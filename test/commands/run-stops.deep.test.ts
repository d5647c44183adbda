import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { TOKEN } from '../snovio/flows/kit.ts';
import {
  charges,
  path,
  records,
  rows,
  run,
  start,
  theSandbox,
  useRun,
  validEmails,
  verify,
  write,
} from './run-kit.ts';

useRun();

const ALWAYS = Number.POSITIVE_INFINITY;
const START = '/v2/email-verification/start';

describe('a run stops', () => {
  test('at its own limit, and says so', async () => {
    write('in.csv', `email\n${validEmails(5)}\n`);
    const { code, stdout, stderr } = await verify('--max-credits', '3');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'Stopped: a credit limit is reached (--max-credits). 3 of 5 rows are done, credits spent: 3. They are in out.csv.part.\nThe same command goes on',
    );
  });

  test("at the day's limit, and says so", async () => {
    write('in.csv', `email\n${validEmails(5)}\n`);
    const args = ['verify_emails', '--csv', 'in.csv', '--out', 'out.csv', '--max-credits', '9'];
    const { code, stderr } = await run(args, { SNOVIO_MAX_CREDITS_PER_DAY: '3' });
    expect(code).toBe(1);
    expect(stderr).toContain("(today's limit, SNOVIO_MAX_CREDITS_PER_DAY). 3 of 5 rows are done");
  });

  test('with all its credits counted, and keeps the order where a later chunk was paid for', async () => {
    write('in.csv', `email\n${validEmails(150)}\n`);
    const firstChunk = ({ query }: { query: object }) => JSON.stringify(query).includes('valid0@');
    theSandbox().faults.add({ path: START, kind: 'status', status: 403, times: ALWAYS, where: firstChunk });
    // An answer that comes too late: what it is about was charged all the same, and is in doubt.
    const late = ({ query }: { query: object }) => JSON.stringify(query).includes('valid10@');
    theSandbox().faults.add({ path: START, kind: 'hang', when: 'after', where: late });
    const { code, stderr } = await verify('--max-credits', '150');
    expect(code).toBe(1);
    const [, spent, open] =
      /0 of 150 rows are done, credits spent: (\d+), and up to (\d+) more for what is under way or in doubt\./.exec(
        stderr,
      ) ?? [];
    expect(Number(open)).toBeGreaterThanOrEqual(10);
    expect(Number(spent) + Number(open)).toBe(charges());
    expect(charges()).toBeGreaterThanOrEqual(50);
    expect(rows('out.csv.part')).toHaveLength(1);
    theSandbox().faults.clear();
    expect(await verify('--max-credits', '150')).toMatchObject({ code: 0 });
    expect(charges()).toBe(150);
    expect(records('out.csv').map(({ email }) => email)).toEqual(validEmails(150).split('\n'));
  }, 60_000);

  test('while Snov.io is down, and goes on from there', async () => {
    write('in.csv', `email\n${validEmails(2)}\n`);
    theSandbox().faults.add({ path: TOKEN, kind: 'status', status: 503, times: ALWAYS });
    const { code, stderr } = await verify();
    expect(code).toBe(1);
    expect(stderr).toContain('Stopped: Snov.io did not answer properly');
    expect(stderr).toContain('0 of 2 rows are done');
    theSandbox().faults.clear();
    expect(await verify()).toMatchObject({ code: 0 });
  }, 30_000);

  test('where the plan forbids it', async () => {
    write('in.csv', `email\n${validEmails(2)}\n`);
    theSandbox().faults.add({ path: START, kind: 'status', status: 403, times: ALWAYS });
    const { code, stderr } = await verify();
    expect(code).toBe(1);
    expect(stderr).toMatch(/Stopped: .*plan does not allow this/);
  });
});

test('a used-up hourly quota is waited for, and told', async () => {
  write('in.csv', `email\n${validEmails(1)}\n`);
  const body = { success: false, message: 'There are too many prospects processing' };
  theSandbox().faults.add({ path: '/v1/add-emails-to-verification', kind: 'replace', body });
  const env = { SNOVIO_API_GENERATION: 'v1', SNOVIO_RATE_WINDOW_MS: '3000' };
  const { code, stderr } = await run(['verify_emails', '--csv', 'in.csv', '--out', 'out.csv'], env);
  expect(stderr).toMatch(
    /^0 of 1 row, 0 credits spent \(the plan's hourly quota is used up; Snov\.io is asked again at \d+:\d\d \S+\)\n/m,
  );
  expect(code).toBe(0);
}, 30_000);

test('a quota that is counted here says when it is free again', async () => {
  write('in.csv', `email\n${validEmails(2)}\n`);
  const env = { SNOVIO_API_GENERATION: 'v1', SNOVIO_PLAN: 'starter', SNOVIO_RATE_WINDOW_MS: '3000' };
  await run(['verify_emails', '--csv', 'in.csv', '--out', 'first.csv'], env);
  const db = new DatabaseSync(join(path('state'), 'pace.db'));
  db.exec('UPDATE quota SET units = 500');
  db.close();
  write('in.csv', 'email\nvalid9@norrland.example\n');
  const { child, ended } = start(['verify_emails', '--csv', 'in.csv', '--out', 'out.csv'], env);
  const told = Promise.withResolvers<void>();
  child.stderr.on('data', text => String(text).includes('used up') && told.resolve());
  await told.promise;
  child.kill('SIGINT');
  expect((await ended).stderr).toMatch(
    /\(the plan's hourly quota is used up; it goes on at \d+:\d\d \S+\)\n/,
  );
}, 60_000);

test.each(['save_prospects', 'leads'])(
  '%s waits for a rate limit that its first request meets',
  async flow => {
    write('in.csv', `email\n${validEmails(1)}\n`);
    const path = '/v1/get-user-lists';
    theSandbox().faults.add({ path, kind: 'status', status: 429, headers: { 'retry-after': '4' }, times: 1 });
    theSandbox().faults.add({ path, kind: 'status', status: 503, times: 5 });
    const { code, stderr } = await run([flow, '--csv', 'in.csv', '--out', 'out.csv', '--list', 'Research'], {
      SNOVIO_WAIT_SECONDS: '1',
      SNOVIO_RATE_WINDOW_MS: '3000',
    });
    expect(stderr).toMatch(/\(waiting \d s: Snov\.io's rate limit\)/);
    expect(code).toBe(0);
  },
  60_000,
);

test('a short break-down is got over', async () => {
  write('in.csv', `email\n${validEmails(3)}\n`);
  theSandbox().faults.add({ path: TOKEN, kind: 'status', status: 503, times: 4 });
  expect(await verify()).toMatchObject({
    code: 0,
    stdout: 'out.csv: 3 rows, 3 valid. Credits spent: 3.\n',
  });
}, 30_000);

test('rows with an error are counted and explained', async () => {
  write('in.csv', `email,n\n${validEmails(2)}\n,x\n`);
  const { code, stdout, stderr } = await verify();
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'out.csv: 3 rows, 2 valid, 1 error. Credits spent: 2.\n',
  });
  expect(stderr).toContain('snovio_reason says what went wrong with single rows');
  expect(theSandbox().requests.filter(({ path }) => path === START)).toHaveLength(1);
});

describe('save_prospects', () => {
  const save = (list: string, ...more: string[]) =>
    run(['save_prospects', '--csv', 'in.csv', '--out', 'out.csv', '--list', list, ...more]);
  const sent = () => theSandbox().requests.filter(({ path }) => path === '/v1/add-prospect-to-list');

  test('sends the fields that a row has', async () => {
    write(
      'in.csv',
      'Work email,Full name,Job title,Phone,LinkedIn,Size,City\n' +
        'new.one@acme.example,New One,Engineer,+49 30 1; +49 30 2;,https://www.linkedin.com/in/new-one,mid-size,\n',
    );
    const { code } = await save('Research', '--map', 'customFields.specialization=Size');
    expect(code).toBe(0);
    const [{ body } = { body: {} }] = sent();
    expect(body).toMatchInlineSnapshot(`
      {
        "customFields": {
          "specialization": "mid-size",
        },
        "email": "new.one@acme.example",
        "firstName": "New",
        "lastName": "One",
        "listId": "8512908",
        "phones": [
          "+49 30 1",
          "+49 30 2",
        ],
        "position": "Engineer",
        "socialLinks": {
          "linkedIn": "https://www.linkedin.com/in/new-one",
        },
        "updateContact": "0",
      }
    `);
  });

  test('updates known people only with --on-existing update', async () => {
    write('in.csv', 'email,firstName\nknown.one@acme.example,Known\n');
    await save('Research');
    await run([
      'save_prospects',
      '--csv',
      'in.csv',
      '--out',
      'b.csv',
      '--list',
      'Research',
      '--on-existing',
      'update',
    ]);
    expect(sent().map(({ body }) => body.updateContact)).toEqual(['0', '1']);
  });

  test('asks for --confirm-sending and for the id of a list, in the words of this command', async () => {
    write('in.csv', 'email\nnew.one@acme.example\n');
    const unsure = await save('Berlin SaaS');
    expect(unsure).toMatchObject({ code: 1, stderr: expect.stringContaining('--confirm-sending') });
    expect(unsure.stderr).not.toContain('allowSending');
    expect((await save('Conference')).stderr).toContain('Repeat with --list ID');
    for (const { stderr } of [
      unsure,
      await save('Berlin SaaS', '--allow-sending', 'never'),
      await save('Nowhere'),
    ])
      expect(stderr).not.toMatch(/\b(the user|tell them|call again|allowSending|listId)\b/i);
    expect(sent()).toEqual([]);
    expect(await save('Berlin SaaS', '--confirm-sending')).toMatchObject({ code: 0 });
    expect(records('out.csv')).toMatchObject([{ snovio_status: 'added' }]);
  });

  test('tells each row that cannot be saved, though the call refuses them together', async () => {
    write('in.csv', 'email\nbad\nworse\n');
    expect(await save('Research')).toMatchObject({ code: 0 });
    expect(rows('out.csv').map(([, status, , reason]) => `${status} ${reason}`)).toEqual([
      'snovio_status snovio_reason',
      'error format: "email" is no e-mail address',
      'error format: "email" is no e-mail address',
    ]);
  });
});
