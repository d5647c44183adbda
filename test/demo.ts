// Lead research without an account: the built server, started as an MCP host would start it, with the embedded
// sandbox at its far end, works through test/fixtures/leads.csv. Nothing leaves this machine.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { parse } from 'csv-parse/sync';

/** The sandbox's tasks take 3 to 8 s as in life; this much faster they fit a demonstration. */
const SPEED = 4;

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
  const args = [path('../dist/main.js'), '--sandbox', '--sandbox-speed', String(SPEED)];
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

async function research(client: Client, leads: Lead[]): Promise<void> {
  say('\n1. What is there to spend?');
  const before = await call<{ balance: number }>(client, 'get_balance');

  say('\n2. How much does Snov.io know about these companies? (free)');
  const domains = [...new Set(leads.map(lead => lead.domain))];
  const counts = await Promise.all(
    domains.map(domain => call<{ domain: string; count: number }>(client, 'count_domain_emails', { domain })),
  );
  const sizes = new Map(counts.map(one => [one.domain, String(one.count)]));
  table(['domain', 'addresses'], [...sizes]);

  say('\n3. Who else is at globex.example?');
  const search = { domain: 'globex.example', type: 'personal', limit: 6 };
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
  const valid = checked.results.filter(one => one.status === 'valid').map(one => one.email);
  check(
    valid.length > 0 && valid.length < emails.length,
    'some addresses that take mail and some that do not',
  );

  say(`\n6. The ${valid.length} valid ones onto a new list, which no campaign mails`);
  const list = await call<{ id: string }>(client, 'create_prospect_list', { name: 'Demo leads' });
  const prospects = valid.map(email => ({ email, ...nameOf(email, leads, found.results) }));
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

  say('\n9. What is left?');
  const after = await call<{ balance: number }>(client, 'get_balance');
  const spent = [listed, found, checked, again].reduce((sum, one) => sum + one.credits.spent, 0);
  say(`  ${before.balance} credits before, ${after.balance} after; the answers said ${spent}.`);
  check(before.balance - after.balance === spent, 'a balance that fits what the answers said');
}

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
  `Lead research in the sandbox: ${leads.length} people from ${basename(file)}. Tasks run ${SPEED} times faster than life.`,
);
try {
  const client = await connect();
  say(`Connected to ${client.getServerVersion()?.title ?? 'the server'} over stdio.`);
  await research(client, leads).finally(() => client.close());
  say(`\nDone in ${((performance.now() - since) / 1000).toFixed(1)} s.`);
} catch (error) {
  say(`\nFailed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
