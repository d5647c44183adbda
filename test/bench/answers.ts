import { startSandbox } from '../../src/sandbox/index.ts';
import { tokensOf } from '../tokens.ts';
import { atMost, type Figure, type Part, reported } from './figure.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { account, type Server, startServer } from './server.ts';
import { median } from './stats.ts';

const SPEED = 60;
const PACE = { windowMs: 60_000 / SPEED, limit: 10_000 };
const MARA = 'mara.lindqvist@acme.example';
const CAMPAIGN = { campaignId: '237951' };

/** Calls as an agent makes them: with as many rows as there are, or a page of them, and nothing said of detail. */
const CALLS: readonly (readonly [tool: string, args: object])[] = [
  ['get_prospects_in_list', { listId: '8512911', limit: 300 }],
  ['get_prospects_by_email', { email: MARA }],
  ['get_user_lists', {}],
  ['get_user_campaigns', {}],
  ['get_campaign_replies', CAMPAIGN],
  ['get_all_campaign_replies', CAMPAIGN],
  ['get_campaign_opens', CAMPAIGN],
  ['get_campaign_sent_emails', CAMPAIGN],
  ['search_domain_emails', { domain: 'acme.example', limit: 50 }],
  ['find_people', { positions: ['Head of Sales', 'Sales Manager'] }],
  ['search_people', { companies: ['Acme Rockets'] }],
  ['get_warm_up_statistics', { warmUpId: '123' }],
];

interface Sized {
  tool: string;
  answer: number;
  upstream: number;
}

/** What a typical answer costs an agent's context, over what Snov.io answered, printed as one reads JSON. */
export const answers: Part = {
  name: 'answers',
  run: async () => {
    const sandbox = await startSandbox({ speed: SPEED, ...PACE });
    try {
      await using recorder = await startRecorder(sandbox.url);
      await using server = await startServer(sandbox, {
        ...account(recorder.url),
        SNOVIO_TOOLSETS: 'all',
        SNOVIO_RATE_WINDOW_MS: String(PACE.windowMs),
        SNOVIO_RATE_LIMIT: String(PACE.limit),
      });
      const sized: Sized[] = [];
      for (const call of CALLS) sized.push(await sizeOf(call, server, recorder));
      return figures(sized);
    } finally {
      await sandbox.close();
    }
  },
};

async function sizeOf(
  [tool, args]: (typeof CALLS)[number],
  server: Server,
  recorder: Recorder,
): Promise<Sized> {
  recorder.taken();
  const answer = await server.call(tool, args);
  const upstream = recorder.taken().map(json => JSON.stringify(json, null, 2));
  return { tool, answer: tokensOf(JSON.stringify(answer)), upstream: tokensOf(upstream.join('\n')) };
}

function figures(sized: readonly Sized[]): Figure[] {
  const shares = sized.map(({ answer, upstream }) => (100 * answer) / upstream);
  const name = `answers of ${sized.length} typical calls over the upstream JSON, median`;
  return [
    atMost(name, median(shares), 35, { unit: ' %', digits: 0 }),
    ...sized.map(({ tool, answer, upstream }, index) =>
      reported(`  ${tool}`, `${shares[index]?.toFixed(0)} % (${answer} of ${upstream} tokens)`),
    ),
  ];
}
