import { expect, test } from 'vitest';
import { charges, records, run, start, theSandbox, useRun, validEmails, write } from './run-kit.ts';

useRun();

const leads = (list: string, ...more: string[]) =>
  run(['leads', '--csv', 'in.csv', '--out', 'out.csv', '--list', list, ...more]);
const lists = () => theSandbox().account()?.crm.lists ?? [];
const members = (name: string) => lists().find(list => list.name === name)?.members ?? [];

test('finds, verifies and saves in one go, and creates the list', async () => {
  write(
    'in.csv',
    [
      'Note,E-mail,First name,Last name,Website,Company,City',
      'a,Valid1@norrland.example,Ada,One,,Norrland,Umeå',
      'b,valid1@norrland.example,,,,,',
      'c,,Petra,Winslow,globex.example,Globex,Berlin',
      'd,catchall1@norrland.example,,,,,',
      'e,nonsense,,,,,',
    ].join('\n'),
  );
  const { code, stdout, stderr } = await leads('Spring fair');
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('2 ready') });
  expect(stderr).toContain('Created the list "Spring fair"');
  const told = records('out.csv').map(row =>
    [row.snovio_verdict, row.snovio_reason, row.snovio_email, row.snovio_saved].join(' '),
  );
  expect(told).toEqual([
    'ready  valid1@norrland.example added',
    'drop duplicate of row 2  ',
    'ready  petra.winslow@globex.example added',
    'risky catchall catchall1@norrland.example ',
    'drop format: "E-mail" is no e-mail address  ',
  ]);
  expect(members('Spring fair')).toMatchObject([
    { email: 'valid1@norrland.example', firstName: 'Ada', companyName: 'Norrland', locality: 'Umeå' },
    { email: 'petra.winslow@globex.example' },
  ]);
  expect(records('out.csv')[0]?.snovio_id).toBe(members('Spring fair')[0]?.id);
  expect(charges()).toBe(3);
});

test('refuses a list that feeds a running campaign, one that is not there by its id, and two of a name, and pays nothing', async () => {
  write('in.csv', `email\n${validEmails(2)}\n`);
  const feeding = await leads('Berlin SaaS');
  expect(feeding).toMatchObject({ code: 1, stderr: expect.stringContaining('--confirm-sending') });
  expect((await leads('77')).stderr).toContain('There is no list of the id 77');
  expect((await leads('Conference')).stderr).toMatch(/2 of your lists have this name \(ids \d+, \d+\)/);
  const never = await leads('Berlin SaaS', '--confirm-sending', '--allow-sending', 'never');
  expect(never).toMatchObject({ code: 1, stderr: expect.stringContaining('SNOVIO_ALLOW_SENDING=never') });
  const hidden = await leads('Research', '--toolsets', 'find');
  expect(hidden).toMatchObject({ code: 2, stderr: expect.stringContaining('leads needs save_prospects') });
  expect(charges()).toBe(0);
  expect(await leads('Berlin SaaS', '--confirm-sending')).toMatchObject({ code: 0 });
});

test('two runs at once create one list, and so does a run whose answer was lost', async () => {
  write('in.csv', `email\n${validEmails(2)}\n`);
  const path = '/v1/lists';
  theSandbox().faults.add({ path, kind: 'status', status: 502, when: 'after', times: 1 });
  const runs = ['a.csv', 'b.csv'].map(
    out => start(['leads', '--csv', 'in.csv', '--out', out, '--list', 'Once']).ended,
  );
  for (const { code } of await Promise.all(runs)) expect(code).toBe(0);
  expect(lists().filter(({ name }) => name === 'Once')).toHaveLength(1);
  expect(
    theSandbox().requests.filter(request => request.path === path && request.method === 'POST'),
  ).toHaveLength(1);
  expect(members('Once')).toHaveLength(2);
  expect(charges()).toBe(2);
});

test('whoever is in doubt after a lost answer is told, never paid again by itself, and asked anew by --retry in_doubt', async () => {
  write('in.csv', `email\n${validEmails(3)}\n`);
  const path = '/v2/email-verification/start';
  theSandbox().faults.add({ path, kind: 'status', status: 502, when: 'after', times: 1 });
  const first = await leads('Spring fair');
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('--retry in_doubt') });
  expect(records('out.csv').map(row => row.snovio_reason)).toEqual(['in_doubt', 'in_doubt', 'in_doubt']);
  expect(charges()).toBe(3);
  const again = await run([
    ...['leads', '--csv', 'out.csv', '--out', 'again.csv', '--list', 'Spring fair'],
    ...['--retry', 'in_doubt,task_lost', '--yes'],
  ]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('3 ready') });
  expect(members('Spring fair')).toHaveLength(3);
  expect(charges()).toBe(6);
});
