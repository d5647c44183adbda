import { expect, test } from 'vitest';
import { charges, read, records, run, theSandbox, useRun, write } from './run-kit.ts';

useRun();

const flow = (name: string, input: string, output: string, ...more: string[]) =>
  run([name, '--csv', input, '--out', output, ...more]);
const save = (input: string, output: string, ...more: string[]) =>
  flow('save_prospects', input, output, '--list', 'Research', ...more);
const saved = () =>
  theSandbox().requests.flatMap(({ path, body }) =>
    path === '/v1/add-prospect-to-list' ? [`${body.firstName} ${body.lastName} ${body.email}`] : [],
  );
const told = (name: string, ...columns: string[]) =>
  records(name).map(row => columns.map(column => row[column]).join(' '));

test('steps take what the step before has found, and lose nothing that it said', async () => {
  write(
    'in.csv',
    'Vorname,Nachname,Webseite,E-Mail\nPetra,Winslow,globex.example,old@acme.example\n' +
      'Nobody,Here,acme.example,gone@acme.example\nMara,Lindqvist,acme.example,\n',
  );
  expect(await flow('find_emails', 'in.csv', 'found.csv')).toMatchObject({ code: 0 });
  const paid = charges();
  // Mara has replied to a campaign.
  expect(await flow('prepare_leads', 'found.csv', 'judged.csv')).toMatchObject({ code: 0 });
  expect(told('judged.csv', 'E-Mail', 'snovio_verdict', 'snovio_reason', 'snovio_email')).toEqual([
    'old@acme.example ready  petra.winslow@globex.example',
    'gone@acme.example skipped no_email ',
    ' drop replied mara.lindqvist@acme.example',
  ]);
  expect(told('judged.csv', 'snovio_status_1', 'snovio_email_1')).toEqual([
    'found petra.winslow@globex.example',
    'not_found ',
    'found mara.lindqvist@acme.example',
  ]);
  const wrong = await save('judged.csv', 'saved.csv', '--only', 'redy');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean ready?') });
  const only = await save('judged.csv', 'saved.csv', '--only', 'ready');
  expect(only).toMatchObject({ code: 0, stdout: expect.stringContaining('1 added, 2 skipped') });
  expect(only.stderr).toContain('email ← "snovio_email"');
  expect(told('saved.csv', 'snovio_verdict', 'snovio_status', 'snovio_reason')).toEqual([
    'ready added ',
    'skipped skipped not_selected',
    'drop skipped not_selected',
  ]);
  expect(read('saved.csv').split('\n')[0]).toContain('snovio_status_1');
  expect(saved()).toEqual(['Petra Winslow petra.winslow@globex.example']);
  await save('judged.csv', 'most.csv');
  expect(told('most.csv', 'snovio_status', 'snovio_reason')).toEqual([
    'unchanged ',
    'skipped no_email',
    'skipped dropped',
  ]);
  await save('found.csv', 'all.csv');
  expect(told('all.csv', 'snovio_status', 'snovio_reason')[1]).toBe('skipped no_email');
  await flow('verify_emails', 'found.csv', 'old.csv', '--only', 'not_found', '--map', 'email=E-Mail');
  expect(told('old.csv', 'snovio_status', 'snovio_reason')).toEqual([
    'skipped not_selected',
    expect.stringMatching(/^(valid|not_valid|unknown) /),
    'skipped not_selected',
  ]);
  expect(charges()).toBe(paid + 1);
}, 60_000);

test('the same step again replaces its results', async () => {
  write('in.csv', 'email\nvalid1@norrland.example\n');
  await flow('verify_emails', 'in.csv', 'first.csv');
  await flow('verify_emails', 'first.csv', 'second.csv');
  // An answer is told a moment after it was stored, so that the second may be another one.
  const withoutSeconds = (name: string) => read(name).replace(/(?<=T\d\d:)\d\d:\d\d/g, '');
  expect(withoutSeconds('second.csv')).toBe(withoutSeconds('first.csv'));
});

test('a list by hand: full names, countries in German, and reasons that name the column', async () => {
  write(
    'in.csv',
    'Ansprechpartner,Homepage,E-Mail,Land\n"Keller, Dr. Tomas",https://www.acme.example/team,a@acme.example,Deutschland\n' +
      'Madonna,acme.example,b@acme.example,Atlantis\nEva Sousa,umbra.example,d@acme.example,\nTomas Karl Keller,Acme GmbH,c@acme.example,\n',
  );
  const { code, stdout, stderr } = await flow('find_emails', 'in.csv', 'out.csv');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'out.csv: 4 rows, 2 found, 2 error. Credits spent: 3.\n',
  });
  expect(stderr).toContain('fullName ← "Ansprechpartner" (#1); split into first and last name');
  expect(stderr).toContain('1 row where it is unsure how the name is split: row 5');
  expect(stderr).toContain('not used: "E-Mail", "Land"');
  expect(told('out.csv', 'snovio_reason')).toEqual([
    '',
    'format: "Ansprechpartner" is not a first and a last name',
    'catchall',
    'format: "Homepage" is no domain; name_unsure: read as "Tomas Karl" "Keller"',
  ]);
  await save('in.csv', 'saved.csv');
  expect(told('saved.csv', 'snovio_status', 'snovio_reason')).toEqual([
    'added ',
    expect.stringMatching(/^added left_out: country: "Land": this is no country/),
    'added ',
    expect.stringMatching(/^added left_out: companySite: "Homepage": this is not a web site/),
  ]);
  expect(saved()).toHaveLength(4);
});

test('a file without headings is refused, or read with --no-header', async () => {
  write('in.csv', 'Ada,valid1@norrland.example\nMax,valid2@norrland.example\n');
  const refused = await flow('verify_emails', 'in.csv', 'out.csv');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--no-header') });
  const unmapped = await flow('verify_emails', 'in.csv', 'out.csv', '--no-header');
  expect(unmapped).toMatchObject({ code: 2, stderr: expect.stringContaining('--map "email=#2"') });
  const mapped = await flow('verify_emails', 'in.csv', 'out.csv', '--no-header', '--map', 'email=#2');
  expect(mapped).toMatchObject({ code: 0 });
  expect(told('out.csv', '#1', '#2', 'snovio_status')).toEqual([
    'Ada valid1@norrland.example valid',
    'Max valid2@norrland.example valid',
  ]);
});
