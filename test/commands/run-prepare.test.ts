import { expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/sandbox/index.ts';
import { charges, read, records, run, theSandbox, useRun, validEmails, write } from './run-kit.ts';

useRun();

const prepare = (...more: string[]) => run(['prepare_leads', '--csv', 'in.csv', '--out', 'out.csv', ...more]);
const verdicts = () =>
  records('out.csv').map(({ snovio_verdict: verdict, snovio_reason: reason }) =>
    reason ? `${verdict}/${reason}` : verdict,
  );

test('a row is a lead: its columns stay, its verdict comes beside them', async () => {
  write(
    'in.csv',
    [
      'Note;E-mail;First name;Last name;Company site',
      '"a;b";Valid1@norrland.example;Ada;;',
      'again;valid1@norrland.example;;;',
      'x;mara.lindqvist@acme.example;Mara;Lindqvist;acme.example',
      'y;;Petra;Winslow;globex.example',
      'z;catchall1@norrland.example;;;',
      'q;bounce1@norrland.example;;;',
      'r;nonsense;;;',
      's;;;;',
    ].join('\n'),
  );
  expect(await prepare()).toMatchObject({
    code: 0,
    stdout:
      'out.csv: 8 rows, 2 ready, 5 drop (1 duplicate, 1 replied, 1 not_valid, 1 format, 1 no_address), ' +
      '1 risky (1 catchall). Credits spent: 4.\n',
  });
  expect(read('out.csv')).toBe(
    [
      'Note;E-mail;First name;Last name;Company site;snovio_verdict;snovio_reason;snovio_status;snovio_email',
      '"a;b";Valid1@norrland.example;Ada;;;ready;;valid;valid1@norrland.example',
      'again;valid1@norrland.example;;;;drop;duplicate of row 2;;',
      'x;mara.lindqvist@acme.example;Mara;Lindqvist;acme.example;drop;replied;;mara.lindqvist@acme.example',
      'y;;Petra;Winslow;globex.example;ready;;valid;petra.winslow@globex.example',
      'z;catchall1@norrland.example;;;;risky;catchall;unknown;catchall1@norrland.example',
      'q;bounce1@norrland.example;;;;drop;not_valid;not_valid;bounce1@norrland.example',
      'r;nonsense;;;;drop;"format: ""E-mail"" is no e-mail address";;',
      's;;;;;drop;"no_address: ""E-mail"", ""First name"", ""Last name"", ""Company site"" are empty";;',
      '',
    ].join('\n'),
  );
  expect(charges()).toBe(4);
});

test('cells that name no address are searched for, of several addresses the first counts, and titles are no names', async () => {
  write(
    'in.csv',
    [
      'E-mail,First name,Last name,Website',
      'n/a,Petra,Winslow,globex.example',
      '-,Dr. Tomas,Keller,acme.example',
      'valid1@norrland.example; valid2@norrland.example,Ada,One,',
      '"valid3@norrland.example, VALID3@norrland.example",,,',
      'keine E-Mail,,,',
      'petra@,Petra,Winslow,globex.example',
    ].join('\n'),
  );
  const { code, stderr } = await prepare();
  expect(code).toBe(0);
  expect(stderr).toContain(
    '1 row where several addresses stand in one cell, of which the first is used: row 4\n',
  );
  expect(records('out.csv').map(row => [row.snovio_email, row.snovio_reason].join(' '))).toEqual([
    'petra.winslow@globex.example ',
    expect.stringMatching(/^tomas\.keller@acme\.example /),
    'valid1@norrland.example several_emails: used "valid1@norrland.example"',
    'valid3@norrland.example ',
    ' format: "E-mail" is no e-mail address',
    ' format: "E-mail" is no e-mail address',
  ]);
  expect(records('out.csv')[1]?.['First name']).toBe('Dr. Tomas');
});

test('what is no name is not searched for, and nobody in a row holds up the others', async () => {
  write(
    'in.csv',
    [
      'E-mail,First name,Last name,Website',
      ',-,Maier,load.example',
      ',n/a,n/a,load.example',
      ',Keine Angabe,Schmidt,load.example',
      ',Petra und Paul,Meier,load.example',
      ',Herr,Schulze,load.example',
      '"max,valid77@norrland.example",,,',
      'bitte nicht mehr an valid85@norrland.example schreiben,,,',
      'valid5@norrland.example und valid6@norrland.example,,,',
      ',Ada,Keller,unbekannt',
      ',Ada,Null,load.example',
    ].join('\n'),
  );
  expect(await prepare()).toMatchObject({ code: 0 });
  expect(records('out.csv').map(row => [row.snovio_email, row.snovio_reason].join(' '))).toEqual([
    ' no_address: "First name" is empty',
    ' no_address: "First name", "Last name" are empty',
    ' no_address: "First name" is empty',
    ' format: "First name" is not one first name',
    ' no_address: "First name" is empty',
    ' format: "E-mail" is no e-mail address',
    ' format: "E-mail" is no e-mail address',
    'valid5@norrland.example several_emails: used "valid5@norrland.example"',
    ' no_address: "Website" is empty',
    expect.stringMatching(/^ada\.null@load\.example /),
  ]);
  expect(charges()).toBe(2);
});

test('somebody with an address is not searched for where they stand without one', async () => {
  write(
    'in.csv',
    [
      'E-mail,First name,Last name,Website',
      'petra.winslow@globex.example,Petra,Winslow,',
      ',petra,WINSLOW,www.globex.example',
      'valid1@norrland.example,Ada,One,load.example',
      ',Ada,One,load.example',
      ',Ada,Two,load.example',
    ].join('\n'),
  );
  const estimate = await prepare('--estimate', '--json');
  expect(JSON.parse(estimate.stdout)).toMatchObject({
    rows: { people: 3, duplicates: 2 },
    credits: { most: 3 },
  });
  expect(await prepare()).toMatchObject({ code: 0 });
  expect(verdicts()).toEqual([
    'ready',
    'drop/duplicate of row 2',
    'ready',
    'drop/duplicate of row 4',
    expect.stringMatching(/^ready|^risky/),
  ]);
  expect(charges()).toBe(3);
});

test('stops at its credit limit, and goes on with another', async () => {
  write('in.csv', `email\n${validEmails(120)}\ninfo@acme.example\n`);
  const { code, stderr } = await prepare('--max-credits', '50');
  expect(code).toBe(1);
  expect(stderr).toContain('50 of 121 rows are done');
  expect(await prepare('--max-credits', '70')).toMatchObject({ code: 0 });
  expect(charges()).toBe(120);
  expect(verdicts()).toEqual([...Array.from({ length: 120 }, () => 'ready'), 'drop/role_address']);
});

test('somebody in two rows is a duplicate however far apart they stand, also after an interruption', async () => {
  write(
    'in.csv',
    `email\n${validEmails(120)}\nVALID3@norrland.example\n${validEmails(2)}\nnonsense\nnonsense\n`,
  );
  expect(await prepare('--max-credits', '100')).toMatchObject({ code: 1 });
  expect(await prepare('--max-credits', '20')).toMatchObject({ code: 0 });
  const found = verdicts();
  expect(found.slice(0, 120).every(verdict => verdict === 'ready')).toBe(true);
  const notOne = 'drop/format: "email" is no e-mail address';
  const duplicates = [5, 2, 3].map(row => `drop/duplicate of row ${row}`);
  expect(found.slice(120)).toEqual([...duplicates, notOne, notOne]);
  expect(charges()).toBe(120);
});

test('tells the most that it can cost where nobody agreed, and sends nothing', async () => {
  write('in.csv', `email\n${validEmails(30)}\nvalid1@norrland.example\ninfo@acme.example\n`);
  const { code, stderr } = await prepare();
  expect(code).toBe(1);
  expect(stderr).toContain('--max-credits 30');
  expect(theSandbox().requests).toEqual([]);
});

test('waits for a campaign that cannot be read, and stops where it stays so', async () => {
  write('in.csv', `email\n${validEmails(2)}\n`);
  const fault = { path: '/v2/campaigns/237951/recipient', kind: 'replace', body: { data: [] } } as const;
  theSandbox().faults.add({ ...fault, times: 1 });
  expect(await prepare()).toMatchObject({ code: 0 });
  expect(verdicts()).toEqual(['ready', 'ready']);
  theSandbox().faults.add({ ...fault, times: Infinity });
  const stopped = await run(['prepare_leads', '--csv', 'in.csv', '--out', 'other.csv']);
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain('Snov.io does not say whether');
  expect(charges()).toBe(2);
});

test('a row that Snov.io never answers for is an error, and holds up no other', async () => {
  write('in.csv', `email\n${validEmails(20)}\n`);
  const isAbout = (email: string) => (request: LoggedRequest) =>
    JSON.stringify([request.query, request.body]).includes(email);
  const fault = { path: '/v1/get-prospects-by-email', kind: 'replace', body: { odd: true } } as const;
  theSandbox().faults.add({ ...fault, times: Infinity, where: isAbout('valid7@norrland.example') });
  const { code, stderr } = await prepare();
  expect(code).toBe(0);
  expect(stderr).toContain('snovio_reason says what went wrong');
  expect(verdicts()).toEqual(
    Array.from({ length: 20 }, (_, i) => (i === 7 ? 'error/upstream_malformed' : 'ready')),
  );
  expect(charges()).toBeLessThanOrEqual(20);
});

test('names its columns where there are none', async () => {
  write('in.csv', 'firstname,lastname\nAda,Byron\n');
  const { code, stderr } = await prepare();
  expect(code).toBe(2);
  expect(stderr).toContain('no column for email');
});
