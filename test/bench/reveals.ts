import { FIRM_WORDS } from '../../src/sandbox/data/small-firms.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { atMost, type Part } from './figure.ts';
import { findPeople } from './find.ts';
import { startServer } from './server.ts';
import { count } from './upstream.ts';

const LEADS = 100;
const WINDOW_MS = 1000;
/** The tasks' durations decide how often they are asked for, so one draw tells little: the worst of these counts. */
const SEEDS = [1, 2, 3, 4, 5];
/** How many people a page of the database has. */
const PAGE = 50;
/**
 * The token; start and result of each page that these people fill; start and result of each reveal, which takes one person.
 * Lists and campaigns are not read where nobody is on a list.
 */
const LEAST = 1 + 2 * Math.ceil(LEADS / PAGE) + 2 * LEADS;

/** Requests that it takes to find and reveal 100 people of more than 20 companies; time runs 60 times faster. */
export const reveals: Part = {
  name: 'reveals',
  run: async () => {
    const sent: number[] = [];
    for (const seed of SEEDS) sent.push(await oneSearch(seed));
    const most = Math.max(...sent);
    const from = `worst of ${sent.join(', ')} / ${LEAST}`;
    return [
      atMost('requests to find and reveal 100 people over the least possible', most / LEAST, 1.15, { from }),
    ];
  },
};

async function oneSearch(seed: number): Promise<number> {
  const sandbox = await startSandbox({ seed, speed: 60, windowMs: WINDOW_MS, limit: 60 });
  try {
    await using server = await startServer(sandbox, { SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS) });
    const args = { companies: FIRM_WORDS, reveal: true, maxCredits: LEADS };
    const leads = await findPeople(server, args, LEADS);
    const companies = new Set(leads.map(({ company }) => company)).size;
    const found = leads.filter(({ status }) => status === 'found').length;
    if (companies < 20 || found < LEADS) throw new Error(`${found} found at ${companies} companies`);
    return count(sandbox);
  } finally {
    await sandbox.close();
  }
}
