import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { charges, path, records, run, start, theSandbox, useRun, validEmails, write } from './run-kit.ts';

useRun();

const START = '/v2/email-verification/start';

/** What was charged more than once. */
function paidTwice(): string[] {
  const items = theSandbox().charges.map(({ item }) => item);
  return items.filter((item, index) => items.indexOf(item) !== index);
}

test('--fresh takes nothing away from a run that is writing the output just now', async () => {
  write('in.csv', `email\n${validEmails(3)}\n`);
  const args = ['verify_emails', '--csv', 'in.csv', '--out', 'out.csv'];
  const held = Promise.withResolvers<void>();
  theSandbox().faults.add({ path: START, kind: 'pass', on: () => held.promise });
  const first = start(args);
  await expect.poll(() => existsSync(path('out.csv.part.json')), { timeout: 10_000 }).toBe(true);
  const second = await run([...args, '--fresh']);
  held.resolve();
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('Another run is writing') });
  expect(await first.ended).toMatchObject({ code: 0 });
  expect(records('out.csv')).toHaveLength(3);
  expect(charges()).toBe(3);
}, 60_000);

test('what --retry has asked anew is not paid for again when it is gone on with, however early it was stopped', async () => {
  const lines = Array.from({ length: 12 }, (_, i) => `valid${i}@norrland.example,unknown,greylisted,x`);
  write('old.csv', `email,snovio_status,snovio_reason,snovio_checked_at\n${lines.join('\n')}\n`);
  const args = ['verify_emails', '--csv', 'old.csv', '--out', 'out.csv', '--retry', 'greylisted', '--yes'];
  const { faults } = theSandbox();
  faults.add({ path: START, kind: 'drop', when: 'after' });
  faults.add({ path: START, kind: 'hang' });
  const first = start(args);
  await expect.poll(charges, { timeout: 10_000, interval: 20 }).toBe(10);
  first.child.kill('SIGINT');
  expect(await first.ended).toMatchObject({ code: 130 });
  const { code, stdout } = await run(args);
  expect(paidTwice()).toEqual([]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('12 error') });
}, 60_000);

test('credits of a call that was interrupted behind its paid searches are told by the run that goes on', async () => {
  write('in.csv', 'First name,Last name,Domain\nPetra,Winslow,globex.example\nOda,Lindholt,globex.example\n');
  const args = ['prepare_leads', '--csv', 'in.csv', '--out', 'out.csv'];
  const asked = Promise.withResolvers<void>();
  theSandbox().faults.add({ path: '/v1/get-user-campaigns', kind: 'hang', on: () => asked.resolve() });
  const first = start(args);
  await asked.promise;
  first.child.kill('SIGINT');
  expect(await first.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('up to 2 more') });
  expect(await run(args)).toMatchObject({ code: 0, stdout: expect.stringContaining('Credits spent: 2.') });
  expect(charges()).toBe(2);
}, 60_000);

test('a half-done output is no input of itself: it would be complete without its last rows', async () => {
  write('in.csv', `email\n${validEmails(4)}\n`);
  await run(['verify_emails', '--csv', 'in.csv', '--out', 'out.csv', '--max-credits', '2']);
  const wrong = await run(['verify_emails', '--csv', 'out.csv.part', '--out', 'out.csv', '--yes']);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('half-done output') });
  expect(records('out.csv.part')).toHaveLength(2);
});

test('--retry saves nobody anew whom an earlier row has brought, also where that row is only copied', async () => {
  const own = 'snovio_verdict,snovio_reason,snovio_status,snovio_email,snovio_saved,snovio_id';
  write(
    'old.csv',
    `E-mail,First name,Last name,Website,${own}\n` +
      ',Petra,Winslow,globex.example,ready,,valid,petra.winslow@globex.example,added,1\n' +
      'valid1@norrland.example,Ada,One,,ready,,valid,valid1@norrland.example,added,2\n' +
      'Petra.Winslow@globex.example,Wrong,Name,,error,upstream_malformed,,,,\n' +
      'valid2@norrland.example,Ada,Two,,error,upstream_malformed,,,,\n',
  );
  const { code, stdout } = await run(
    '--csv old.csv --out out.csv --list Fair --retry error --on-existing update'
      .split(' ')
      .toSpliced(0, 0, 'leads'),
  );
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('3 ready') });
  expect(records('out.csv')[2]).toMatchObject({
    snovio_verdict: 'drop',
    snovio_reason: 'duplicate of row 2',
  });
  const sent = theSandbox().requests.filter(({ path }) => path === '/v1/add-prospect-to-list');
  expect(sent.map(({ body }) => body.email)).toEqual(['valid2@norrland.example']);
}, 30_000);

test('a run that goes on with another ledger than the last one says what that can cost', async () => {
  write('in.csv', `email\n${validEmails(4)}\n`);
  const goOn = async (state: string) => {
    const { stderr } = await run(
      ['verify_emails', '--csv', 'in.csv', '--out', 'out.csv', '--max-credits', '1'],
      { SNOVIO_STATE_DIR: state },
    );
    return stderr.split('\n').filter(line => line.includes('paid for again now'));
  };
  expect(await goOn(path('state'))).toEqual([]);
  expect(await goOn(path('state'))).toEqual([]);
  expect(await goOn(':memory:')).toEqual([expect.stringContaining('had another state directory')]);
  expect(await goOn(path('state'))).toEqual([expect.stringContaining('kept nothing')]);
}, 30_000);
