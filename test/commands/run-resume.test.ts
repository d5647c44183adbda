import { existsSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  charges,
  path,
  read,
  records,
  run,
  start,
  theSandbox,
  useRun,
  validEmails,
  verify,
  write,
} from './run-kit.ts';

useRun();

test('a half-done output is gone on with by what it was begun with, and all its runs count', async () => {
  write('in.csv', `email,other\n${validEmails(6).replaceAll('\n', ',info@acme.example\n')},x\n`);
  expect(await verify('--max-credits', '2')).toMatchObject({ code: 1 });
  expect(statSync(path('out.csv.part.json')).mode & 0o777).toBe(0o600);
  expect(read('out.csv.part.json')).not.toContain('@');

  const mapped = await verify('--max-credits', '9', '--map', 'email=other');
  expect(mapped).toMatchObject({ code: 1, stderr: expect.stringContaining('--fresh') });
  expect(mapped.stderr).toContain('begun with no --map, and now it is --map "email=other"');
  const other = await run(['prepare_leads', '--csv', 'in.csv', '--out', 'out.csv']);
  expect(other.stderr).toContain('begun with verify_emails, and now it is prepare_leads');
  const account = { SNOVIO_CLIENT_ID: 'somebody-else' };
  expect((await run(['verify_emails', '--csv', 'in.csv', '--out', 'out.csv'], account)).stderr).toContain(
    'begun with another Snov.io account',
  );
  expect(charges()).toBe(2);

  const stopped = await verify('--max-credits', '3');
  expect(stopped.stderr).toContain('credits spent: 3, in all runs: 5');
  expect(await verify('--max-credits', '9')).toMatchObject({
    code: 0,
    stdout: 'out.csv: 6 rows, 6 valid. Credits spent: 1 in this run, 6 in all runs.\n',
  });
  expect(existsSync(path('out.csv.part.json')) || existsSync(path('out.csv.part.lock'))).toBe(false);
});

test('a part without its record is gone on with, and one with a broken record; the sum of all runs is then not told', async () => {
  write('in.csv', `email\n${validEmails(4)}\n`);
  await verify('--max-credits', '2');
  write('out.csv.part.json', '{"version":1,"settings":{');
  const { code, stdout } = await verify('--max-credits', '9');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'out.csv: 4 rows, 4 valid. Credits spent: 2.\n',
  });
});

test('--fresh begins anew, keeps what was there, and pays for no stored answer', async () => {
  write('in.csv', `email\n${validEmails(4)}\n`);
  await verify('--max-credits', '2');
  const part = read('out.csv.part');
  const { code, stderr } = await verify('--fresh', '--max-credits', '9');
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('out.csv.part.old') });
  expect(read('out.csv.part.old')).toBe(part);
  expect((await verify()).stderr).toContain('exists already');
  expect(await verify('--fresh')).toMatchObject({
    code: 0,
    stdout: 'out.csv: 4 rows, 4 valid. Credits spent: 0.\n',
  });
  expect(records('out.csv.old')).toEqual(records('out.csv'));
  expect(charges()).toBe(4);
});

test('of two runs on one output the second is refused; who was killed stands in nobody’s way', async () => {
  write('in.csv', `email\n${validEmails(150)}\n`);
  const args = ['verify_emails', '--csv', 'in.csv', '--out', 'out.csv', '--max-credits', '200'];
  // The first is still at work when the second comes.
  theSandbox().faults.add({ path: '/v2/email-verification/start', kind: 'slow', delayMs: 4000, skip: 10 });
  const first = start(args);
  await expect.poll(() => existsSync(path('out.csv.part.json')), { timeout: 10_000 }).toBe(true);
  const second = await run(args);
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`(process ${first.child.pid})`) });
  first.child.kill('SIGKILL');
  await first.ended;
  expect(existsSync(path('out.csv.part.lock'))).toBe(true);
  expect(await run(args)).toMatchObject({ code: 0 });
  const items = theSandbox().charges.map(({ item }) => item);
  expect(new Set(items).size).toBe(items.length);
}, 60_000);

test('--retry tries only the rows again that say so, once, and keeps the others as they are', async () => {
  const found = 'snovio_status,snovio_reason,snovio_checked_at';
  write(
    'old.csv',
    `email,${found}\nvalid1@norrland.example,valid,,yesterday\nvalid2@norrland.example,unknown,greylisted,x\n`,
  );
  const again = (...more: string[]) =>
    run(['verify_emails', '--csv', 'old.csv', '--out', 'out.csv', ...more]);
  expect((await again('--retry', 'error')).stderr).toContain('There are 1 valid, 1 unknown');
  expect((await again('--retry', 'error,greylisted')).code).toBe(2);
  expect((await again('--retry', 'greylisted', '--estimate')).stderr).toContain('people   1 (1 left out)');
  const { code, stdout } = await again('--retry', 'greylisted', '--max-credits', '5');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'out.csv: 2 rows, 2 valid. Credits spent: 1.\n',
  });
  expect(read('out.csv').split('\n')[1]).toBe('valid1@norrland.example,valid,,yesterday');
  expect(records('out.csv')[1]).toMatchObject({ snovio_status: 'valid', snovio_reason: '' });
  const [{ body } = { body: {} }] = theSandbox().requests.filter(({ path }) => path.endsWith('/start'));
  expect(JSON.stringify(body)).not.toContain('valid1');
  expect(charges()).toBe(1);
}, 60_000);
