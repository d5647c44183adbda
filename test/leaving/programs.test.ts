import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { runCommand } from '../commands/in-process.ts';
import { call, startServed } from '../http/kit.ts';
import { faultsInAnswer, faultsInMessage, faultsInPlainText } from './checks.ts';
import { type Change, MARK, POISON, type Refusal, startPoisoner } from './poisoner.ts';

/** Words that a flow needs to go on. */
const PROTOCOL = ['status', 'smtp_status', 'identifier', 'task_hash', 'people', 'url'];
/** Poisons all texts but those that a flow needs to go on. */
const sparing =
  (...keys: string[]): Change =>
  (text, key) =>
    [...PROTOCOL, ...keys].includes(key) ? text : `${text}${POISON}`;
const poisoned = sparing();

const SECRET = 'Zy+8/x=4%q&7<w>';
let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  const accounts = [{ id: 'sandbox', secret: SECRET, credits: 1000 }];
  sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000, accounts });
  folder = mkdtempSync(join(tmpdir(), 'snovio-leaving-'));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const envOf = (url: string) => ({
  SNOVIO_API_URL: url,
  SNOVIO_CLIENT_ID: 'sandbox',
  SNOVIO_CLIENT_SECRET: SECRET,
  SNOVIO_RATE_WINDOW_MS: '1000',
  SNOVIO_RATE_LIMIT: '10000',
});

/** Runs the program while Snov.io answers so. */
async function program(args: readonly string[], change: Change, refusal?: Refusal) {
  await using poisoner = await startPoisoner(sandbox.url, change, refusal);
  return await runCommand(args, { env: envOf(poisoner.url) });
}

/** Lines of a terminal. */
const faultsOnTerminal = (text: string) => text.split('\n').flatMap(faultsInPlainText);

describe('call', () => {
  test.each([
    ['get_user_campaigns', {}],
    ['get_all_campaign_replies', { campaignId: '237951' }],
    ['get_prospects_in_list', { listId: '8512901', limit: 5 }],
  ])('%s prints the same as answers', async (name, args) => {
    const { code, stdout, stderr } = await program(['call', name, JSON.stringify(args)], poisoned);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(MARK);
    expect(faultsOnTerminal(stdout)).toEqual([]);
    expect(faultsInAnswer(JSON.parse(stdout))).toEqual([]);
  });

  test('prints a refusal in one line, with the quotation last', async () => {
    const refusal = { status: 400, body: { message: '' } };
    const { code, stdout, stderr } = await program(['call', 'get_balance'], poisoned, refusal);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(MARK);
    expect(faultsInMessage(stderr.trimEnd())).toEqual([]);
  });
});

const HEADER = ['Note \u202e<b>', 'first name', 'last name', 'domain', 'email', 'linkedin'];
const CELLS = [
  ['=1+1\u202e <b>\u{e0041}\r\nmine', 'Mara', 'Lindqvist', 'acme.example', 'mara.lindqvist@acme.example'],
  ['\u200fمحمد', 'Petra', 'Winslow', 'globex.example', 'petra.winslow@globex.example'],
];

describe.each<[string, Change, string[]]>([
  ['find_emails', poisoned, []],
  ['verify_emails', sparing('email'), []],
  ['find_prospects_by_url', poisoned, []],
  ['save_prospects', poisoned, ['--list', '8512908']],
])('run %s', (flow, change, more) => {
  test('leaves the cells of the file as they are, and cleans its own', async () => {
    const url = 'https://www.linkedin.com/in/mara-lindqvist-acme/';
    const file = join(folder, `${flow}.csv`);
    const quote = (cell: string) => `"${cell}"`;
    const lines = [HEADER, ...CELLS.map(cells => [...cells, url])].map(cells => cells.map(quote).join(','));
    writeFileSync(file, `${lines.join('\n')}\n`);
    const out = join(folder, `${flow}.out.csv`);
    const args = ['run', flow, '--csv', file, '--out', out, ...more];
    const { code, stdout, stderr } = await program(args, change);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(faultsOnTerminal(stdout + stderr)).toEqual([]);
    const [header = [], ...rows] = parse(readFileSync(out), { relax_column_count: true }) as string[][];
    expect(header.slice(0, HEADER.length)).toEqual(HEADER);
    rows.forEach((row, index) => {
      expect(row.slice(0, HEADER.length)).toEqual([...(CELLS[index] ?? []), url]);
      const own = Object.fromEntries(header.map((name, at) => [name, row[at]]).slice(HEADER.length));
      expect(faultsInAnswer(own)).toEqual([]);
    });
  });

  test('stops with a refusal in words that hide nothing', async () => {
    const file = join(folder, `${flow}.csv`);
    const args = ['run', flow, '--csv', file, '--out', join(folder, `${flow}.refused.csv`), ...more];
    const refusal = { status: 403, body: { message: '' } };
    const { code, stdout, stderr } = await program(args, change, refusal);
    expect(code).toBe(1);
    expect(faultsOnTerminal(stdout + stderr)).toEqual([]);
  });
});

test('a file’s header cannot write to the terminal', async () => {
  const file = join(folder, 'header.csv');
  writeFileSync(file, `a\u009b2J\u001b[2J\u202e,b\n1,2\n`);
  const args = ['run', 'verify_emails', '--csv', file, '--out', join(folder, 'none.csv')];
  const { code, stderr } = await program([...args, '--map', 'email=none\u001b[2J'], poisoned);
  expect(code).toBe(2);
  expect(stderr).toContain('there is no column');
  expect(faultsOnTerminal(stderr)).toEqual([]);
});

describe('secrets', () => {
  const forms: Readonly<Record<string, (text: string) => string>> = {
    plain: text => text,
    url: encodeURIComponent,
    html: text => text.replace(/[&<>"+/=%]/g, char => `&#${char.charCodeAt(0)};`),
    base64: text => Buffer.from(text).toString('base64'),
  };

  test.each(Object.keys(forms))('%s: leave with no answer, error, line or log', async name => {
    const told = new Set<string>();
    const form = forms[name] ?? String;
    const repeat: Change = (text, key, { token }) => {
      for (const secret of [SECRET, token]) told.add(form(secret));
      return PROTOCOL.includes(key) ? text : `${text} ${form(SECRET)} ${form(token)}`;
    };
    const left = [
      await program(['call', 'get_user_campaigns', '--log-level', 'debug'], repeat),
      await program(['call', 'get_user_lists', '--log-level', 'debug'], repeat, {
        status: 400,
        body: { message: '' },
      }),
      await overHttp(repeat),
    ];
    expect(told.size).toBeGreaterThanOrEqual(4);
    const text = JSON.stringify(left);
    for (const words of told) expect(text).not.toContain(JSON.stringify(words).slice(1, -1));
  });
});

/** Answers and log of the HTTP server. */
async function overHttp(change: Change) {
  await using poisoner = await startPoisoner(sandbox.url, change);
  await using served = await startServed({ env: { ...envOf(poisoner.url), SNOVIO_LOG: 'debug' } });
  const answers = [];
  for (const tool of ['get_user_campaigns', 'get_prospect_custom_fields', 'list_webhooks'])
    answers.push(await call(served.port, tool));
  await call(served.port, 'get_prospects_in_list', { listId: POISON.slice(0, 150) });
  await expect.poll(served.calls).toHaveLength(4);
  return { answers: answers.map(({ text, structured }) => ({ text, structured })), log: served.log() };
}

test('the log of the HTTP server holds no text of anybody’s', async () => {
  const { answers, log } = await overHttp(poisoned);
  expect(JSON.stringify(answers)).toContain(MARK);
  expect(log).toContain('get_user_campaigns');
  expect(log).not.toContain(MARK);
  expect(faultsOnTerminal(log)).toEqual([]);
});
