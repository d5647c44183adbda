import { FIRM_WORDS } from '../../src/sandbox/data/small-firms.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { atMost, type Figure, type Part } from './figure.ts';
import { creditsOf, findPeople, type Lead } from './find.ts';
import { type Server, startServer } from './server.ts';

const LEADS = 100;
/** Three times as fast as life, and hardly paced: credits are what is measured. */
const SPEED = 3;
const PACE = { windowMs: 60_000 / SPEED, limit: 1000 };

/** What leads cost on their way from a search to a list, and those who must not be mailed. */
export const leads: Part = {
  name: 'leads',
  run: async () => [await withServer(perMailable), await withServer(perUseless)],
};

/** Preview, reveal, `prepare_leads`, `save_prospects` with `onlyReady`; mailable is whoever was saved. */
async function perMailable(server: Server, sandbox: Sandbox): Promise<Figure> {
  const args = { companies: FIRM_WORDS };
  await findPeople(server, args, LEADS);
  if (creditsOf(sandbox) > 0) throw new Error('The preview was charged');
  const emails = addressesOf(await findPeople(server, { ...args, reveal: true, maxCredits: LEADS }, LEADS));
  await server.call('prepare_leads', { emails, maxCredits: LEADS });
  const mailable = await saved(server, emails);
  const spent = creditsOf(sandbox);
  const from = `${spent} credits, ${mailable} of ${LEADS} people saved as ready`;
  return atMost('credits per mailable lead, from search to list', spent / mailable, 1.05, { from });
}

/** How many of them `save_prospects` has added to a new list. */
async function saved(server: Server, emails: readonly string[]): Promise<number> {
  const list = (await server.call('create_prospect_list', { name: 'Bench' })) as { id: string };
  const prospects = emails.map(email => ({ email }));
  const args = { listId: list.id, prospects, onlyReady: true };
  const answer = (await server.call('save_prospects', args)) as { results: { status: string }[] };
  return answer.results.filter(({ status }) => status === 'added').length;
}

/** Running campaigns, and the lists that feed them. Whoever is written to there, or has opted out, is not a lead. */
const RUNNING = [
  ['Q4', 'Berlin SaaS'],
  ['Nordics', 'Nordic shops'],
  ['January push', 'Warsaw agencies'],
] as const;
/** Ends of a recipient after which somebody may be mailed again, unless they have replied. */
const ENDED = ['finished', 'moved'];
const REVEALED = 30;

/** People whom an earlier call has revealed, and recipients; then the same people again, up to 100. */
async function perUseless(server: Server, sandbox: Sandbox): Promise<Figure> {
  const args = { companies: FIRM_WORDS, reveal: true, maxCredits: REVEALED };
  const once = addressesOf(await findPeople(server, args, REVEALED));
  for (const [campaign, list] of RUNNING) once.push(...(await recipients(server, campaign, list)));
  const before = creditsOf(sandbox);
  const emails = Array.from({ length: LEADS }, (_, i) => once[i % once.length]);
  const { totals } = (await server.call('prepare_leads', { emails, maxCredits: LEADS })) as {
    totals: Record<string, number>;
  };
  const counts = Object.entries(totals).filter(([, count]) => count > 0);
  const from = counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  const spent = creditsOf(sandbox) - before;
  return atMost('credits for 100 leads who are known, duplicates or opted out', spent, 0, {
    digits: 0,
    from,
  });
}

async function recipients(server: Server, campaignId: string, listId: string): Promise<string[]> {
  const list = await server.call('get_prospects_in_list', { listId, limit: 50 });
  const emails = addressesOf((list as { prospects: Lead[] }).prospects);
  const check = await server.call('check_campaign_recipients', { campaignId, emails });
  const { results } = check as { results: { email: string; status?: string }[] };
  return results.filter(({ status = '' }) => !ENDED.includes(status)).map(({ email }) => email);
}

function addressesOf(people: readonly Pick<Lead, 'emails'>[]): string[] {
  return people.flatMap(({ emails = [] }) => emails.map(({ email }) => email));
}

async function withServer(measure: (server: Server, sandbox: Sandbox) => Promise<Figure>): Promise<Figure> {
  const sandbox = await startSandbox({ speed: SPEED, ...PACE });
  try {
    await using server = await startServer(sandbox, {
      SNOVIO_TOOLSETS: 'all',
      SNOVIO_RATE_WINDOW_MS: String(PACE.windowMs),
      SNOVIO_RATE_LIMIT: String(PACE.limit),
    });
    return await measure(server, sandbox);
  } finally {
    await sandbox.close();
  }
}
