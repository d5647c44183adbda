import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { atMost, type Part, reported } from './figure.ts';
import { creditsOf, findPeople } from './find.ts';
import { startServer } from './server.ts';

const COMPANY = { name: 'Meridian Freight', domain: 'meridian.example' };
const POSITION = 'Head of Sales';
const WANTED = 5;
/** Against a window this short the server's waits for Snov.io's own speed shrink as much. */
const WINDOW_MS = 1000;
const PACE = { speed: 60, windowMs: WINDOW_MS, limit: 600 };
const READ_MS = 20;

/** Credits for the first five verified people of a position at one company, next to what bare methods cost. */
export const position: Part = {
  name: 'position',
  run: async () => {
    const own = await measured(withFindPeople);
    const bare = {
      'database and reveals': await measured(withReveals),
      'v1 domain search': await measured(withV1),
      'v2 search by position': await measured(withV2),
    };
    const cheapest = Math.min(...Object.values(bare));
    const sums = Object.entries(bare).map(([method, credits]) => `${method} ${credits}`);
    const name = `credits for ${WANTED} verified people of a position`;
    return [
      atMost(`${name} over the cheapest bare methods`, own / cheapest, 1, { from: `${own} / ${cheapest}` }),
      reported(`${name}, bare methods`, sums.join(', ')),
    ];
  },
};

/** Searches in a sandbox of its own until there are enough. @returns the credits that it was charged */
async function measured(search: (sandbox: Sandbox) => Promise<number>): Promise<number> {
  const sandbox = await startSandbox(PACE);
  try {
    const found = await search(sandbox);
    if (found < WANTED) throw new Error(`${search.name} has found ${found} verified people`);
    return creditsOf(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function withFindPeople(sandbox: Sandbox): Promise<number> {
  await using server = await startServer(sandbox, {
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_RATE_LIMIT: String(PACE.limit),
  });
  const args = { domains: [COMPANY.domain], positions: [POSITION], reveal: true, maxCredits: 10 };
  const leads = await findPeople(server, args, WANTED);
  return leads.filter(({ emails = [] }) => emails.some(({ status }) => status === 'valid')).length;
}

interface Revealed {
  emails: { smtp_status: string }[];
}

/** One reveal after the other, until enough are valid. */
async function withReveals(sandbox: Sandbox): Promise<number> {
  const bare = await client(sandbox);
  const filters = {
    prospect: { job_titles: { include: [POSITION] } },
    company: { name: { include: [COMPANY.name] } },
  };
  const page = await bare.task('/v2/database-search/prospects/start', { filters, page: 1 });
  const { prospects } = page as { prospects: { email_and_hidden_info_reveal: string }[] };
  return untilEnough(
    prospects.map(row => row.email_and_hidden_info_reveal),
    bare,
  );
}

/** Ten addresses a credit, with a flag for those that are verified. */
async function withV1(sandbox: Sandbox): Promise<number> {
  const bare = await client(sandbox);
  const query = new URLSearchParams({ domain: COMPANY.domain, type: 'personal', limit: '10', lastId: '0' });
  query.append('positions[]', POSITION);
  const { emails } = (await bare.get(`/v2/domain-emails-with-info?${query}`)) as {
    emails: { status: string }[];
  };
  return emails.filter(({ status }) => status === 'verified').length;
}

/** A page of people, and each address for itself. */
async function withV2(sandbox: Sandbox): Promise<number> {
  const bare = await client(sandbox);
  const order = { domain: COMPANY.domain, positions: [POSITION], page: 1 };
  const rows = (await bare.task('/v2/domain-search/prospects/start', order)) as {
    search_emails_start: string;
  }[];
  return untilEnough(
    rows.map(row => row.search_emails_start),
    bare,
  );
}

async function untilEnough(links: readonly string[], bare: Bare): Promise<number> {
  let found = 0;
  for (const link of links) {
    if (found === WANTED) break;
    const { emails } = (await bare.task(new URL(link).pathname, {})) as Revealed;
    if (emails.some(({ smtp_status }) => smtp_status === 'valid')) found += 1;
  }
  return found;
}

/** Snov.io without anything in between. */
interface Bare {
  get(path: string): Promise<unknown>;
  /** Starts a task, and reads its result until it is there. @returns its data */
  task(path: string, body: object): Promise<unknown>;
}

async function client({ url }: Sandbox): Promise<Bare> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const account = { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' };
  const token = await fetch(`${url}/v1/oauth/access_token`, { ...post, body: JSON.stringify(account) });
  const { access_token } = (await token.json()) as { access_token: string };
  const headers = { ...post.headers, authorization: `Bearer ${access_token}` };
  const get = async (path: string) => (await fetch(`${url}${path}`, { headers })).json();
  return {
    get,
    task: async (path, body) => {
      const started = await fetch(`${url}${path}`, { ...post, headers, body: JSON.stringify(body) });
      const { links } = (await started.json()) as { links: { result: string } };
      for (;;) {
        const answer = (await get(new URL(links.result).pathname)) as { status: string; data: unknown };
        if (answer.status === 'completed') return answer.data;
        await new Promise(resolve => setTimeout(resolve, READ_MS));
      }
    },
  };
}
