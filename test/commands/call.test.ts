import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fromPairs } from '../../src/commands/call/argument-pairs.ts';
import { notJson } from '../../src/commands/call/not-json.ts';
import { resultLines } from '../../src/commands/call/result-lines.ts';
import { terminalOf } from '../../src/commands/terminal/terminal.ts';
import { widthOf } from '../../src/commands/terminal/text.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { listings } from '../../tools/listing.ts';
import { ended, run, start } from '../binary/binary.ts';
import { until } from '../snovio/flows/kit.ts';
import { FAST, shown } from './terminal-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'snovio-call-'));
const plain = (columns: number) => terminalOf({ isTTY: true, columns }, { 'no-color': true }, {});

describe('in a terminal', () => {
  test('lists are tables that fit, the rest names and values', async () => {
    const { code, stdout, stderr } = await shown(['call', 'get_user_campaigns', ...FAST], { columns: 80 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stripVTControlCharacters(stdout).trimEnd().split('\n');
    expect(lines[0]).toBe('campaigns (7)');
    expect(lines[1]).toMatch(/^id +name +status +listId/);
    expect(lines.at(-1)).toBe('returned  7');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
    expect(stdout).not.toBe(stripVTControlCharacters(stdout));
  });

  test('--json and a pipe have JSON, --text has tables in a pipe', async () => {
    const args = ['call', 'count_domain_emails', '--arg', 'domain=acme.example', ...FAST];
    const json = await shown([...args, '--json'], { columns: 80 });
    expect(JSON.parse(json.stdout)).toEqual({ domain: 'acme.example', count: 139, webmail: false });
    expect((await shown(args)).stdout).toBe(json.stdout);
    expect((await shown([...args, '--text'])).stdout).toBe(
      'domain   acme.example\ncount    139\nwebmail  no\n',
    );
  });

  test('a long call shows how far it is, and leaves nothing of that', async () => {
    const args = ['call', 'verify_emails', '--arg', 'emails=a@load.example', ...FAST];
    const { stderr } = await shown(args, { columns: 80 });
    expect(stderr).toContain('1 of 1');
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
    expect((await shown(args)).stderr).toBe('');
  });

  test('what strangers wrote is shown whole, and does nothing to the terminal', () => {
    const reply = {
      from: '\u001b]0;x\u0007Eve',
      untrustedText: `Hello\u001b[2J,\n${'word '.repeat(60)}\nBye\u202e`,
    };
    const lines = resultLines({ replies: [reply], next: 'a\u009b31mb' }, plain(60));
    expect(lines.join('\n')).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(lines.slice(0, 4)).toEqual(['replies (1)', '1', 'from           Eve', 'untrustedText  Hello,']);
    expect(
      lines
        .filter(line => line.includes('word'))
        .join(' ')
        .match(/word/g),
    ).toHaveLength(60);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(60);
  });

  test('addresses of people stand beside them', () => {
    const emails = [
      { email: 'a@acme.example', status: 'valid' },
      { email: 'b@acme.example', status: 'unknown' },
    ];
    const lines = resultLines({ results: [{ firstName: 'Mara', emails }], pending: 0 }, plain(90));
    expect(lines).toEqual([
      'results (1)',
      'firstName  emails',
      'Mara       a@acme.example, valid; b@acme.example, unknown',
      '',
      'pending  0',
    ]);
  });

  test('what is in objects stands in lines of its own, and in a table where they are alike', () => {
    const answer = {
      name: 'Q4',
      mails: { sent: 23, first: 20 },
      counts: { sent: { events: 23, people: 22 }, replied: { people: 5 }, bounced: {} },
      spending: { process: 0, byTool: [], left: { day: 200 }, last: [{ tool: 'x', credits: 3 }] },
      emails: [{ email: 'a@acme.example', status: 'valid' }],
      note: 'n',
    };
    expect(resultLines({ ...answer, emails: undefined }, plain(80))).toEqual([
      'name  Q4',
      'mails',
      '  sent   23',
      '  first  20',
      'counts',
      '           events  people',
      '  sent     23      22',
      '  replied          5',
      'spending',
      '  process  0',
      '  left',
      '    day  200',
      '  last (1)',
      '    tool  credits',
      '    x     3',
      'note  n',
    ]);
  });

  test('--help says what each argument is', async () => {
    const { stdout } = await shown(['call', 'find_emails', '--help'], {
      columns: 80,
      env: { NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/\n {2}people \(list of objects\) +required\. Whom to find/);
    expect(stdout).toMatch(/\n {4}firstName \(text\) +required\. First name\n/);
    expect(stdout).toMatch(/\n {2}maxCredits \(number\) +Credits the user agreed to\n/);
    const schema = await shown(['call', 'find_emails', '--help', '--json'], { columns: 80 });
    expect(schema.stdout).toContain('"firstName": {');
    expect((await shown(['help', 'call', 'find_emails'])).stdout).toBe(schema.stdout);
  });
});

test('arguments that are nested without an end are refused in words', async () => {
  const { code, stderr } = await run(['call', 'verify_emails', '['.repeat(50_000), ...FAST]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^snovio-mcp: the arguments: not JSON\n/);
});

describe('arguments', () => {
  const domain = { domain: 'acme.example' };

  test('come from stdin and from files, in the encodings of Windows too', async () => {
    const json = JSON.stringify(domain);
    const files = [`\uFEFF${json}`, Buffer.from(`\uFEFF${json}`, 'utf16le')].map((content, n) => {
      const path = join(folder, `${n}.json`);
      writeFileSync(path, content);
      return `@${path}`;
    });
    for (const given of files) {
      const { code, stdout } = await shown(['call', 'count_domain_emails', given, ...FAST]);
      expect({ code, stdout: JSON.parse(stdout) }).toMatchObject({ code: 0, stdout: domain });
    }
    const { stdout } = await run(['call', 'count_domain_emails', '-', ...FAST], { input: json });
    expect(JSON.parse(stdout)).toMatchObject(domain);
    const missing = await shown(['call', 'count_domain_emails', '@no/such.json', ...FAST]);
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no/such.json: cannot be read (ENOENT)'),
    });
  });

  const propertiesOf = (tool: string) => listings.find(({ name }) => name === tool)?.inputSchema.properties;

  test('come one by one, as what the tool takes', () => {
    expect(fromPairs(['limit=5', 'includeDeleted=true', 'next=7'], propertiesOf('get_user_lists'))).toEqual({
      limit: 5,
      includeDeleted: true,
      next: '7',
    });
    expect(fromPairs(['emails=a@b.example', 'emails=c=d'], propertiesOf('verify_emails'))).toEqual({
      emails: ['a@b.example', 'c=d'],
    });
    const people = [{ firstName: 'A', lastName: 'B', domain: 'c.example' }];
    expect(fromPairs([`people=${JSON.stringify(people)}`], propertiesOf('find_emails'))).toEqual({ people });
    expect(fromPairs(['other=12345678901234567890', '__proto__=1'], {})).toEqual(
      Object.fromEntries([
        ['other', '12345678901234567890'],
        ['__proto__', 1],
      ]),
    );
  });

  test.each([
    [['--arg', 'limit'], '"limit" is no name=value'],
    [['--arg', 'limit=1', '--arg', 'limit=2'], '"limit" is given twice'],
    [['{"limit":1}', '--arg', 'limit=1'], '"limit" is given twice'],
    [['[1]', '--arg', 'limit=1'], 'goes with arguments in braces only'],
  ])('%j is refused', async (args, words) => {
    const { code, stderr } = await shown(['call', 'get_user_lists', ...args, ...FAST]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
  });

  test('that are unknown are answered with the nearest', async () => {
    const { code, stderr } = await shown([
      'call',
      'count_domain_emails',
      '--arg',
      'domian=a.example',
      ...FAST,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean domain?');
  });

  test.each([
    ['{"a":1,}', 'line 1, column 8: a name in double quotes is expected', '  {"a":1,}\n         ^', ''],
    ['{"a":\n "b" "c"}', 'line 2, column 6: a comma is expected', '  "b" "c"}\n      ^', ''],
    ['{limit:5}', 'column 2', '  {limit:5}\n   ^', 'the shell took them away'],
    ['{“limit”:5}', 'column 2', '   ^', 'straight ones'],
    ["'{", 'column 1', '  ^', 'cmd.exe knows only double'],
    ['{"山田":x', 'column 7', '  {"山田":x\n          ^', ''],
    ['{"a":"\u001b[2J', 'at line 1', '', ''],
    [' ', 'empty', '', '@FILE'],
    [`${'['.repeat(1000)}`, 'column 1001', '', ''],
  ])('%j: it is said where JSON breaks, and how to quote it', (text, place, excerpt, hint) => {
    const { message, details } = notJson(text, 'the arguments');
    expect(message).toContain(place);
    expect(details.join('\n')).toContain(excerpt);
    expect(details.join('\n')).toContain(hint);
    expect(details.join('\n')).toContain("PowerShell 7: '{");
    expect(details.join('\n')).not.toContain('\u001b');
  });
});

test('Ctrl-C ends a call with 130, and says what is kept', async () => {
  const sandbox = await startSandbox();
  const env = {
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
  };
  const child = start(['call', 'verify_emails', '--arg', 'emails=valid1@load.example'], { env });
  const end = ended(child);
  await until(() => sandbox.charges.length > 0, 30);
  child.kill('SIGINT');
  expect(await end).toEqual({ code: 130, stdout: '', stderr: expect.stringContaining('Interrupted.') });
  await sandbox.close();
}, 60_000);
