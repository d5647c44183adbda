import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type BareMethods, bareMethods } from './bare-methods.ts';
import { atMost, type Part, reported } from './figure.ts';
import { creditsOf, findPeople } from './find.ts';
import { startServer } from './server.ts';

const COMPANY = { name: 'Meridian Freight', domain: 'meridian.example' };
const POSITION = 'Head of Sales';
const WANTED = 5;
/** The server's waits for Snov.io's own speed shrink with the window as time runs faster. */
const PACE = { speed: 60, windowMs: 1000, limit: 600 };

/**
 * Credits for the first five people of a position at one company whose address Snov.io has verified, next to the cheapest
 * bare methods. v1's domain search asks a credit for ten addresses and flags the verified ones; find_people asks it before
 * it reveals anybody. Its flag is of unknown age, so the bare methods that verify at once are compared as well.
 */
export const position: Part = {
  name: 'position',
  run: async () => {
    const own = await measured(withFindPeople);
    const verified = {
      'database and reveals': await measured(withReveals),
      'v2 by position': await measured(withV2),
      'v1 and verifications': await measured(withVerifiedV1),
    };
    const flagged = await measured(async sandbox => (await addressesOfV1(await bareMethods(sandbox))).length);
    const name = `credits for ${WANTED} people of a position`;
    const cheapest = Math.min(...Object.values(verified));
    const sums = Object.entries(verified).map(([method, credits]) => `${method} ${credits}`);
    const from = (least: number) => ({ from: `${own} / ${least}` });
    return [
      atMost(`${name} over the cheapest verified ones`, own / cheapest, 1, from(cheapest)),
      atMost(`${name} over those with v1's own flag`, own / flagged, 1, from(flagged)),
      reported(`${name}, bare methods`, [...sums, `v1's flag ${flagged}`].join(', ')),
    ];
  },
};

/** Searches in a sandbox of its own until there are enough. @returns the credits that it was charged */
async function measured(search: (sandbox: Sandbox) => Promise<number>): Promise<number> {
  const sandbox = await startSandbox(PACE);
  try {
    const found = await search(sandbox);
    if (found < WANTED) throw new Error(`Only ${found} verified people were found`);
    return creditsOf(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function withFindPeople(sandbox: Sandbox): Promise<number> {
  await using server = await startServer(sandbox, {
    SNOVIO_RATE_WINDOW_MS: String(PACE.windowMs),
    SNOVIO_RATE_LIMIT: String(PACE.limit),
  });
  const args = { domains: [COMPANY.domain], positions: [POSITION], reveal: true, maxCredits: 2 * WANTED };
  const leads = await findPeople(server, args, WANTED);
  return leads.filter(({ emails = [] }) => emails.some(({ status }) => status === 'valid')).length;
}

async function withReveals(sandbox: Sandbox): Promise<number> {
  const bare = await bareMethods(sandbox);
  const filters = {
    prospect: { job_titles: { include: [POSITION] } },
    company: { name: { include: [COMPANY.name] } },
  };
  const page = await bare.task('/v2/database-search/prospects/start', { filters, page: 1 });
  const { prospects } = page as { prospects: { email_and_hidden_info_reveal: string }[] };
  return reveal(
    prospects.map(row => row.email_and_hidden_info_reveal),
    bare,
  );
}

async function withV2(sandbox: Sandbox): Promise<number> {
  const bare = await bareMethods(sandbox);
  const search = { domain: COMPANY.domain, positions: [POSITION], page: 1 };
  const page = await bare.task('/v2/domain-search/prospects/start', search);
  const rows = page as { search_emails_start: string }[];
  return reveal(
    rows.map(row => row.search_emails_start),
    bare,
  );
}

/** One reveal after the other, until enough addresses are valid. */
async function reveal(links: readonly string[], bare: BareMethods): Promise<number> {
  let found = 0;
  for (const link of links) {
    if (found === WANTED) break;
    const { emails } = (await bare.task(new URL(link).pathname, {})) as { emails: { smtp_status: string }[] };
    if (emails.some(({ smtp_status: status }) => status === 'valid')) found += 1;
  }
  return found;
}

async function withVerifiedV1(sandbox: Sandbox): Promise<number> {
  const bare = await bareMethods(sandbox);
  const emails = (await addressesOfV1(bare)).slice(0, WANTED);
  const rows = await bare.task('/v2/email-verification/start', { emails });
  const verdicts = rows as { result: { smtp_status: string } }[];
  return verdicts.filter(({ result }) => result.smtp_status === 'valid').length;
}

/** The addresses that v1 calls verified, of ten. */
async function addressesOfV1(bare: BareMethods): Promise<string[]> {
  const query = new URLSearchParams({ domain: COMPANY.domain, type: 'personal', limit: '10', lastId: '0' });
  query.append('positions[]', POSITION);
  const answer = await bare.get(`/v2/domain-emails-with-info?${query}`);
  const { emails } = answer as { emails: { email: string; status: string }[] };
  return emails.filter(({ status }) => status === 'verified').map(({ email }) => email);
}
