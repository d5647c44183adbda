import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isDeep, sampleOf } from '../sample.ts';
import { until } from '../snovio/flows/kit.ts';
import {
  charges,
  path,
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

/** Each row costs a credit. */
const ROWS = isDeep ? 1000 : 500;

describe.each(sampleOf(['v2', 'v1'] as const, 2))(
  `${ROWS} rows by %s, interrupted three times`,
  generation => {
    test('end complete, each paid for once', async () => {
      const count = ROWS;
      const emails = Array.from({ length: count }, (_, i) => `valid${i}@norrland.example`);
      write('in.csv', `id,Email\n${emails.map((email, i) => `${i},${email}`).join('\n')}\n`);
      const args = ['verify_emails', '--csv', 'in.csv', '--out', 'out.csv', '--max-credits', String(count)];
      const env = { SNOVIO_API_GENERATION: generation };
      for (const [signal, share] of [
        ['SIGINT', 0.2],
        ['SIGTERM', 0.45],
        ['SIGKILL', 0.7],
      ] as const) {
        const { child, ended } = start(args, env);
        await Promise.race([
          until(() => charges() >= share * count, 90),
          ended.then(end => Promise.reject(end)),
        ]);
        child.kill(signal);
        const { code, stderr } = await ended;
        if (signal === 'SIGKILL') continue;
        expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
        expect(stderr).toContain('The same command goes on');
        const part = readFileSync(path('out.csv.part'), 'utf8');
        expect(part.endsWith('\n')).toBe(true);
      }
      const { code, stdout, stderr } = await run(args, env);
      expect(stderr).toContain(`${count} of ${count} rows`);
      expect(stdout).toContain(`${count} rows`);
      expect(code).toBe(0);
      const [header, ...out] = rows('out.csv');
      expect(header).toEqual(['id', 'Email', 'snovio_status', 'snovio_reason', 'snovio_checked_at']);
      expect(out.map(([id, email]) => `${id} ${email}`)).toEqual(emails.map((email, i) => `${i} ${email}`));
      // What kill -9 caught in the middle of a charged request may be in doubt: two chunks at most, never paid twice.
      const odd = out.filter(([, , status]) => status !== 'valid');
      expect(odd.every(([, , status, reason]) => status === 'error' && reason === 'in_doubt')).toBe(true);
      expect(odd.length).toBeLessThanOrEqual(200);
      const paid = theSandbox().charges.map(charge => charge.item);
      expect(new Set(paid).size).toBe(paid.length);
      expect(paid.length).toBeGreaterThanOrEqual(count - odd.length);
      expect(paid.length).toBeLessThanOrEqual(count);
      expect(readdirSync(path()).sort()).toEqual(['in.csv', 'out.csv', 'state']);
    }, 240_000);
  },
);

describe('a small file', () => {
  test('comes back as it was written, with columns behind', async () => {
    write(
      'in.csv',
      '\uFEFFName;E-mail;Note\r\n"A;B";Mara.Lindqvist@acme.example;"=1+1\r\ntwo lines"\r\n-x;nonsense;@y\r\n;;+z\r\n',
    );
    expect(await verify()).toMatchObject({ code: 0 });
    const text = readFileSync(path('out.csv'), 'utf8').replace(/\d{4}-\d\d-\d\dT[\d:]+Z/, 'DATE');
    expect(text).toBe(
      '\uFEFFName;E-mail;Note;snovio_status;snovio_reason;snovio_checked_at\r\n' +
        `"A;B";Mara.Lindqvist@acme.example;"=1+1\r\ntwo lines";valid;;DATE\r\n` +
        '-x;nonsense;@y;not_valid;"format: ""E-mail"" is no e-mail address";\r\n' +
        ';;+z;error;"format: ""E-mail"" is empty";\r\n',
    );
  });

  test('tells the price where nobody agreed, and spends nothing', async () => {
    write('in.csv', `email\n${validEmails(30)}\nvalid1@norrland.example\n`);
    const { code, stderr } = await verify();
    expect(code).toBe(1);
    expect(stderr).toContain('Up to 30 credits');
    expect(stderr).toContain('--max-credits 30');
    expect(theSandbox().requests).toEqual([]);
    expect(await verify('--max-credits', '30')).toMatchObject({ code: 0 });
    expect(charges()).toBe(30);
    rmSync(path('out.csv'));
    expect(await verify()).toMatchObject({ code: 0 });
    expect(charges()).toBe(30);
  });

  test('stops at the ceiling of the run and goes on with another', async () => {
    write('in.csv', `email\n${validEmails(120)}\n`);
    const first = await verify('--max-credits', '50');
    expect(first).toMatchObject({ code: 1, stdout: '' });
    expect(first.stderr).toContain('--max-credits');
    expect(charges()).toBe(50);
    expect(await verify('--max-credits', '70')).toMatchObject({ code: 0 });
    expect(charges()).toBe(120);
  });

  test('goes on behind the last whole line of an interrupted run, and only with the same input', async () => {
    write('in.csv', 'email,n\nvalid1@norrland.example,"a\nb"\nvalid2@norrland.example,2\n');
    const head = 'email,n,snovio_status,snovio_reason,snovio_checked_at\n';
    const row = 'valid1@norrland.example,"a\nb",valid,,2026-01-01T00:00:00Z\n';
    write('out.csv.part', `${head}${row}valid2@norrland.example,"hal\n`);
    expect(await verify()).toMatchObject({ code: 0 });
    expect(rows('out.csv').map(([email]) => email)).toEqual([
      'email',
      'valid1@norrland.example',
      'valid2@norrland.example',
    ]);
    expect(readFileSync(path('out.csv'), 'utf8')).toContain(head + row);
    expect(charges()).toBe(1);
    write('other.csv', 'email,n\nvalid9@norrland.example,1\n');
    write('again.csv.part', head + row);
    const other = await run(['verify_emails', '--csv', 'other.csv', '--out', 'again.csv']);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('another input');
    expect((await verify()).stderr).toContain('exists already');
  });

  test('finds columns by --map, and says which are missing', async () => {
    write('in.csv', 'Forenames,Family,Firm\nMara,Lindqvist,https://www.acme.example/about\n');
    const args = ['find_emails', '--csv', 'in.csv', '--out', 'out.csv'];
    const missing = await run(args);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('no column for firstName, domain among');
    const maps = ['--map', 'firstName=Forenames', '--map', 'lastName=family', '--map', 'domain=#3'];
    expect(await run([...args, ...maps])).toMatchObject({ code: 0 });
    const [header = [], row = []] = rows('out.csv');
    expect(row[header.indexOf('snovio_email')]).toBe('mara.lindqvist@acme.example');
    expect((await run([...args, '--map', 'nonsense=Given'])).code).toBe(2);
  });

  test('finds people by their links, with addresses', async () => {
    write('in.csv', 'LinkedIn URL\nhttps://www.linkedin.com/in/load-1\nhttps://example.com/no\n');
    const args = ['find_prospects_by_url', '--csv', 'in.csv', '--out', 'out.csv'];
    expect(await run(args)).toMatchObject({ code: 0 });
    const [header = [], found = [], bad = []] = rows('out.csv');
    expect(found[header.indexOf('snovio_status')]).toBe('found');
    expect(found[header.indexOf('snovio_email')]).toContain('@');
    expect(bad.slice(1, 2)).toEqual(['error']);
  });

  test('saves people to a list', async () => {
    write('in.csv', 'Email,Name,Phone\nnew.one@acme.example,New One,+49 30 1;+49 30 2\nbad,,\n');
    const args = ['save_prospects', '--csv', 'in.csv', '--out', 'out.csv'];
    expect((await run(args)).stderr).toContain('--list');
    expect(await run([...args, '--list', 'no such list'])).toMatchObject({ code: 1 });
    const readOnly = await run([...args, '--list', 'Research'], { SNOVIO_READ_ONLY: '1' });
    expect(readOnly).toMatchObject({ code: 2, stderr: expect.stringContaining('hidden by --read-only') });
    expect(await run([...args, '--list', 'Research'])).toMatchObject({ code: 0 });
    expect(rows('out.csv').map(row => row[3])).toEqual(['snovio_status', 'added', 'error']);
  });

  test('stops where the account is empty, and waits where it goes too fast', async () => {
    write('in.csv', `email\n${validEmails(5)}\n`);
    theSandbox().faults.add({ path: '/v2/email-verification/start', kind: 'status', status: 429, times: 2 });
    expect(await verify()).toMatchObject({ code: 0 });
    expect(charges()).toBe(5);
    theSandbox().setCredits(0);
    write('more.csv', 'email\nvalid100@norrland.example\n');
    const { code, stderr } = await run(['verify_emails', '--csv', 'more.csv', '--out', 'more-out.csv']);
    expect(code).toBe(1);
    expect(stderr).toContain('credits');
  });

  test('says where a broken file breaks', async () => {
    write('in.csv', 'email\na@b.example\n"never closed\n');
    const { code, stderr } = await verify();
    expect(code).toBe(1);
    expect(stderr).toContain('in.csv, line 3: a cell that starts with a quote never ends.');
    write('in.csv', Buffer.from('\uFEFFemail\n', 'utf16le').toString('latin1'));
    expect((await verify()).stderr).toContain('line 1: holds NUL bytes');
  });
});
