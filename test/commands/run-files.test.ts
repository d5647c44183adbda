import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  charges,
  path,
  read,
  records,
  rows,
  run,
  theSandbox,
  useRun,
  validEmails,
  verify,
  write,
} from './run-kit.ts';

useRun();

const HEADER = 'email,n,snovio_status,snovio_reason,snovio_checked_at\n';

describe('the input', () => {
  test('may be tab-separated, with delimiters in quoted names, ragged rows, empty lines and stray quotes', async () => {
    write(
      'in.csv',
      '"a;b;c,d"\temail\tx\n1\tvalid1@norrland.example\n\n2\t valid2@norrland.example \t5" pipe\textra\n',
    );
    expect(await verify()).toMatchObject({ code: 0 });
    const text = read('out.csv').replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'DATE');
    expect(text).toBe(
      '"a;b;c,d"\temail\tx\t\tsnovio_status\tsnovio_reason\tsnovio_checked_at\n' +
        '1\tvalid1@norrland.example\t\t\tvalid\t\tDATE\n\n' +
        '2\t valid2@norrland.example \t5" pipe\textra\tvalid\t\tDATE\n',
    );
  });

  test('may have line breaks in its header', async () => {
    write('in.csv', '"a, b,\nc";email\nx;valid1@norrland.example\n');
    expect(await verify()).toMatchObject({ code: 0 });
    expect(read('out.csv')).toMatch(/^"a, b,\nc";email;snovio_status;/);
  });

  test('may be an earlier output: its results are replaced', async () => {
    write('in.csv', `${HEADER}valid1@norrland.example,1,old,old,old\n`);
    expect(await verify()).toMatchObject({ code: 0 });
    expect(read('out.csv')).toMatch(`${HEADER}valid1@norrland.example,1,valid,,20`);
  });

  test('names a row twice, which is paid for once', async () => {
    write('in.csv', 'email\nvalid1@norrland.example\nVALID1@norrland.example\n');
    expect(await verify()).toMatchObject({
      code: 0,
      stdout: 'out.csv: 2 rows, 2 valid. Credits spent: 1.\n',
    });
    expect(charges()).toBe(1);
  });

  test('that is broken at its end is refused before anything is paid for', async () => {
    write('in.csv', `email\n${validEmails(150)}\n"never closed\n`);
    expect(await verify('--max-credits', '200')).toMatchObject({ code: 1 });
    expect(charges()).toBe(0);
    expect(readdirSync(path())).toEqual(['in.csv']);
  });

  test('has to exist, to hold a header and to differ from the output', async () => {
    expect((await verify()).stderr).toContain('--csv: in.csv does not exist');
    write('in.csv', '');
    expect((await verify()).stderr).toContain('in.csv is empty.');
    const same = await run(['verify_emails', '--csv', 'in.csv', '--out', './in.csv']);
    expect(same).toMatchObject({ code: 2, stderr: expect.stringContaining('the same file') });
    const surplus = await run(['verify_emails', 'more', '--csv', 'in.csv', '--out', 'out.csv']);
    expect(surplus).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
  });
});

describe('--map', () => {
  const mapped = (map: string) => verify('--map', map);

  test('takes the exact name before a similar one, and names with an equals sign', async () => {
    write(
      'in.csv',
      'E-Mail,Email,a=b\nvalid1@norrland.example,valid2@norrland.example,valid3@norrland.example\n',
    );
    await mapped('email=Email');
    expect(theSandbox().charges.at(-1)?.item).toBe('valid2@norrland.example');
    await run(['verify_emails', '--csv', 'in.csv', '--out', 'other.csv', '--map', 'email = a=b']);
    expect(theSandbox().charges.at(-1)?.item).toBe('valid3@norrland.example');
  });

  test('refuses columns that are not there and fields of other flows', async () => {
    write('in.csv', 'mail\nvalid1@norrland.example\n');
    for (const column of ['#0', '#2', 'nothing']) {
      const { code, stderr } = await mapped(`email=${column}`);
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('there is no column'),
      });
    }
    expect((await mapped('customFields.Size=mail')).stderr).toContain('is no field of verify_emails');
  });
});

describe('an interrupted output', () => {
  const row = 'valid1@norrland.example,1,valid,,2026-01-01T00:00:00Z\n';
  const input = 'email,n\nvalid1@norrland.example,1\nvalid2@norrland.example,=2\nvalid3@norrland.example,3\n';
  const go = async (part: string, ...more: string[]) => {
    write('in.csv', input);
    write('out.csv.part', part);
    return verify(...more);
  };

  test('is cut behind the last whole record, also inside a cell with line breaks', async () => {
    expect(await go(`${HEADER}${row}valid2@norrland.example,"=2\nmore`)).toMatchObject({ code: 0 });
    expect(rows('out.csv').map(([, n]) => n)).toEqual(['n', '1', '=2', '3']);
    expect(charges()).toBe(2);
  });

  test('counts cells that look like formulas, as they stand in the input', async () => {
    const second = 'valid2@norrland.example,=2,valid,,2026-01-01T00:00:00Z\n';
    expect(await go(HEADER + row + second)).toMatchObject({ code: 0 });
    expect(charges()).toBe(1);
  });

  test('with another header or more rows than the input is refused', async () => {
    const other = await go(HEADER.replace(',n,', ',m,') + row);
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another input. To begin anew add --fresh'),
    });
    const lines = ['=2', '3', '4'].map((n, i) => row.replace('1@', `${i + 2}@`).replace(',1,', `,${n},`));
    const longer = await go(HEADER + row + lines.join(''));
    expect(longer).toMatchObject({ code: 1, stderr: expect.stringContaining('another input') });
    expect(charges()).toBe(0);
  });

  test('is priced without the rows that it holds', async () => {
    write('in.csv', `email\n${validEmails(30)}\n`);
    const done = Array.from({ length: 6 }, (_, i) => `valid${i}@norrland.example,valid,,\n`).join('');
    write('out.csv.part', `email,snovio_status,snovio_reason,snovio_checked_at\n${done}`);
    const { code, stderr } = await run(['verify_emails', '--csv', 'in.csv', '--out', 'out.csv'], {
      SNOVIO_MAX_CREDITS_PER_CALL: '10',
      SNOVIO_MAX_CREDITS_PER_DAY: '20',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('Up to 24 credits for these rows; 10 may be spent unasked.');
    expect(stderr).toContain('SNOVIO_MAX_CREDITS_PER_DAY (20) stands in the way as well.');
  });
});

test('the results of find_emails have a column each', async () => {
  write('in.csv', 'First Name,Surname,Website\nTomas,Keller,acme.example\n');
  expect(await run(['find_emails', '--csv', 'in.csv', '--out', 'out.csv'])).toMatchObject({ code: 0 });
  expect(records('out.csv')).toMatchObject([
    {
      snovio_status: 'found',
      snovio_email: 'tomas.keller@acme.example',
      snovio_email_status: 'valid',
      snovio_more_emails: 'tomas.keller2@acme.example',
    },
  ]);
});
