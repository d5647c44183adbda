// Lead research without an account: the built server, started as an MCP host would start it, with the embedded
// sandbox at its far end, works through test/fixtures/leads.csv. Nothing leaves this machine.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { parse } from 'csv-parse/sync';

/** A search takes 3 to 8 s in life; this much faster they all fit a demonstration. */
const SPEED = 4;
const RATE_WINDOW_MS = 60_000 / SPEED;

interface Lead {
  'first name': string;
  'last name': string;
  company: string;
  domain: string;
  why: string;
}

interface Found {
  status: string;
  reason?: string;
  source?: string;
  emails: { email: string; status: string; reason?: string }[];
}

interface Checked {
  email: string;
  status: string;
  reason?: string;
  source?: string;
}

interface Paid {
  credits: { spent: number };
}

interface Person {
  firstName?: string;
  lastName?: string;
  position?: string;
  companyName?: string;
  emails?: { email: string }[];
}

interface People extends Paid {
  leads: Person[];
  known?: (Person & { list?: string })[];
  revealPrice: number;
}

interface Row {
  email: string;
  firstName?: string;
  lastName?: string;
  reason?: string;
}

interface Prepared extends Paid {
  ready: Row[];
  risky: Row[];
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const say = (line = '') => process.stdout.write(`${line}\n`);

function table(head: string[], rows: string[][]): void {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map(row => (row[column] ?? '').length)));
  const line = (row: string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`;
  say(line(head).trimEnd());
  say(line(widths.map(width => '-'.repeat(width))));
  for (const row of rows) say(line(row).trimEnd());
}

async function connect(): Promise<Client> {
  const client = new Client(
    { name: 'snovio-mcp-demo', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  const haste = ['--sandbox-speed', String(SPEED), '--rate-window-ms', String(RATE_WINDOW_MS)];
  const args = [path('../dist/main.js'), '--sandbox', ...haste];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'inherit' }));
  return client;
}

/** Calls a tool and shows what it did; a refusal ends the demonstration. */
async function call<T>(client: Client, name: string, args: Record<string, unknown> = {}): Promise<T> {
  const since = performance.now();
  const result = await client.callTool(
    { name, arguments: args },
    { onprogress: progress(), timeout: 60_000 },
  );
  const [block] = result.content as { text?: string }[];
  if (result.isError) throw new Error(`${name}: ${block?.text}`);
  const answer = result.structuredContent as T & Partial<Paid>;
  const price = answer.credits ? `, ${answer.credits.spent} credits` : '';
  say(`  ${name}: ${((performance.now() - since) / 1000).toFixed(1)} s${price}`);
  return answer;
}

/** Shows progress reports, but of many at once only the last. */
function progress() {
  let shown = performance.now();
  return (at: { progress: number; total?: number; message?: string }) => {
    if (performance.now() - shown < 300 && at.progress !== at.total) return;
    shown = performance.now();
    say(`    … ${at.progress} of ${at.total ?? '?'}${at.message ? `: ${at.message}` : ''}`);
  };
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`expected: ${what}`);
}

const wordOf = (one: { status: string; reason?: string }) =>
  one.reason ? `${one.status} (${one.reason})` : one.status;

function showFound(leads: Lead[], found: Found[]): void {
  const rows = leads.flatMap((lead, index) => {
    const { emails = [], status = '?' } = found[index] ?? {};
    const name = `${lead['first name']} ${lead['last name']}`;
    const none = [{ email: '–', status }];
    return (emails.length > 0 ? emails : none).map(one => [
      name,
      lead.company,
      one.email,
      wordOf(one),
      lead.why,
    ]);
  });
  table(['person', 'company', 'address', 'status', 'why this one'], rows);
}

/** Works through the people of the file. @returns what it has spent */
async function research(client: Client, leads: Lead[]): Promise<number> {
  say('\n2. How much does Snov.io know about these companies? (free)');
  const domains = [...new Set(leads.map(lead => lead.domain))];
  const counts = await Promise.all(
    domains.map(domain => call<{ domain: string; count: number }>(client, 'count_domain_emails', { domain })),
  );
  const sizes = new Map(counts.map(one => [one.domain, String(one.count)]));
  table(['domain', 'addresses'], [...sizes]);

  say('\n3. Which mailboxes do several people share at globex.example?');
  const search = { domain: 'globex.example', type: 'generic', limit: 6 };
  const listed = await call<Paid & { emails: { email: string }[] }>(client, 'search_domain_emails', search);

  say(`\n4. The addresses of the ${leads.length} people in the file, in one call`);
  const people = leads.map(lead => ({
    firstName: lead['first name'],
    lastName: lead['last name'],
    domain: lead.domain,
  }));
  const found = await call<Paid & { results: Found[] }>(client, 'find_emails', { people });
  showFound(leads, found.results);
  check(
    found.results.every(one => ['found', 'not_found'].includes(one.status)),
    'an answer for every person',
  );

  say('\n5. Which of all these addresses take mail? What is known already comes from the ledger, free.');
  const own = found.results.flatMap(one => one.emails.map(({ email }) => email));
  const emails = [...new Set([...own, ...listed.emails.map(one => one.email)])];
  const checked = await call<Paid & { results: Checked[] }>(client, 'verify_emails', { emails });
  table(
    ['address', 'status', 'source'],
    checked.results.map(one => [one.email, wordOf(one), one.source ?? '']),
  );
  const valid = checked.results.filter(one => own.includes(one.email) && one.status === 'valid');
  check(valid.length > 0 && valid.length < own.length, 'some people who can be mailed and some who cannot');

  say(`\n6. The ${valid.length} people with a valid address onto a new list, which no campaign mails`);
  const list = await call<{ id: string }>(client, 'create_prospect_list', { name: 'Demo leads' });
  const prospects = valid.map(({ email }) => ({ email, ...nameOf(email, leads, found.results) }));
  const saved = await call<{ results: Checked[] }>(client, 'save_prospects', { listId: list.id, prospects });
  check(
    saved.results.every(one => one.status === 'added'),
    'everybody saved',
  );
  const members = await call<{ returned: number }>(client, 'get_prospects_in_list', { listId: list.id });
  check(members.returned === valid.length, 'as many people on the list as were saved');

  say("\n7. Who has replied to the running campaign 'Q4'?");
  const answered = await call<{ replies: { name: string; email: string; repliedAt: string }[] }>(
    client,
    'get_campaign_replies',
    { campaignId: 'Q4' },
  );
  table(
    ['name', 'address', 'when'],
    answered.replies.map(one => [one.name, one.email, one.repliedAt]),
  );
  check(answered.replies.length > 0, 'replies');

  say('\n8. The question of step 4 once more: nothing is paid twice');
  const again = await call<Paid & { results: Found[] }>(client, 'find_emails', { people });
  check(again.credits.spent === 0, 'no second payment');
  return spentBy(listed, found, checked, again);
}

/** Finds people of whom only the job and the companies are known. @returns what it has spent */
async function prospecting(client: Client): Promise<number> {
  say('\n9. Who leads sales at three more companies? Five people at most. Looking is free.');
  const domains = ['initech.example', 'norrland.example', 'tarnhelm.example'];
  const search = { positions: ['Head of Sales', 'Sales Manager'], domains, limit: 5 };
  const seen = await call<People>(client, 'find_people', search);
  const { leads, known = [], revealPrice } = seen;
  table(
    ['person', 'job', 'company'],
    leads.map(one => [fullName(one), one.position ?? '', one.companyName ?? '']),
  );
  for (const one of known) say(`  Already on the list '${one.list}': ${fullName(one)}, ${one.companyName}`);
  check(leads.length > 0, 'new people');
  check(seen.credits.spent === 0, 'a free preview');

  say(`\n10. Their addresses, for ${revealPrice} credits and no more`);
  const reveal = { ...search, reveal: true, maxCredits: revealPrice };
  const revealed = await call<People>(client, 'find_people', reveal);
  check(revealed.credits.spent <= revealPrice, 'a price that was kept');
  const people = revealed.leads.flatMap(({ firstName, lastName, emails = [] }) =>
    emails.map(({ email }) => ({ email, firstName, lastName })),
  );

  say('\n11. Who of them can be mailed?');
  const prepared = await call<Prepared>(client, 'prepare_leads', { people });
  const { ready, risky } = prepared;
  table(
    ['address', 'verdict'],
    [
      ...ready.map(({ email }) => [email, 'ready']),
      ...risky.map(({ email, reason }) => [email, `risky (${reason})`]),
    ],
  );
  check(ready.length > 0, 'somebody who is ready');

  say('\n12. Whoever is ready onto a list of their own; the others are skipped');
  const list = await call<{ id: string }>(client, 'create_prospect_list', { name: 'Heads of sales' });
  const prospects = [...ready, ...risky].map(({ email, firstName, lastName }) => ({
    email,
    firstName,
    lastName,
  }));
  const save = { listId: list.id, prospects, onlyReady: true };
  const saved = await call<{ results: Checked[] }>(client, 'save_prospects', save);
  table(
    ['address', 'saved'],
    saved.results.map(one => [one.email, wordOf(one)]),
  );
  const added = saved.results.filter(one => one.status === 'added');
  check(added.length === ready.length, 'nobody saved but those who are ready');
  return spentBy(seen, revealed, prepared);
}

async function demonstrate(client: Client, leads: Lead[]): Promise<void> {
  say('\n1. What is there to spend?');
  const before = await call<{ balance: number }>(client, 'get_balance');
  const spent = (await research(client, leads)) + (await prospecting(client));
  say('\n13. What was spent?');
  const after = await call<{ balance: number }>(client, 'get_balance');
  say(`  ${before.balance} credits before, ${after.balance} after; the answers said ${spent}.`);
  check(before.balance - after.balance === spent, 'a balance that fits what the answers said');
}

function spentBy(...answers: Paid[]): number {
  return answers.reduce((sum, { credits }) => sum + credits.spent, 0);
}

const fullName = ({ firstName = '', lastName = '' }: Person) => `${firstName} ${lastName}`.trim();

/** The name that belongs to a found address. */
function nameOf(email: string, leads: Lead[], found: Found[]): object {
  const lead = leads[found.findIndex(one => one.emails.some(each => each.email === email))];
  return lead ? { firstName: lead['first name'], lastName: lead['last name'] } : {};
}

const since = performance.now();
const file = process.argv[2] ?? path('fixtures/leads.csv');
const leads = parse<Lead>(readFileSync(file), {
  columns: true,
  skip_empty_lines: true,
});
say(
  `Lead research in the sandbox: ${leads.length} people from ${basename(file)}. Time runs ${SPEED} times faster than life.`,
);
try {
  const client = await connect();
  say(`Connected to ${client.getServerVersion()?.title ?? 'the server'} over stdio.`);
  await demonstrate(client, leads).finally(() => client.close());
  say(`\nDone in ${((performance.now() - since) / 1000).toFixed(1)} s.`);
} catch (error) {
  say(`\nFailed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
