import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { tokensOf } from '../tokens.ts';
import { atMost, type Figure, type Part, reported } from './figure.ts';
import { peakOf } from './peak.ts';
import { account, startServer } from './server.ts';

const REPLIES = 10_000;
const LIMIT = 10_000;
const TOOLS = ['get_campaign_replies', 'get_all_campaign_replies'];

/** What it costs to ask for the replies of a campaign that has many: context, and memory at the worst moment. */
export const replies: Part = {
  name: 'replies',
  run: async () => {
    const sandbox = await startSandbox({ replies: REPLIES, limit: LIMIT });
    try {
      const figures: Figure[] = [];
      for (const tool of TOOLS) figures.push(...(await ask(tool, sandbox)));
      return figures;
    } finally {
      await sandbox.close();
    }
  },
};

async function ask(tool: string, sandbox: Sandbox): Promise<Figure[]> {
  const env = { ...account(sandbox.url), SNOVIO_RATE_LIMIT: String(LIMIT) };
  await using server = await startServer(sandbox, env);
  // All code is loaded with a first call.
  await server.call(tool, { campaignId: 'Q4' });
  const before = peakOf(server.pid);
  const answer = await server.call(tool, { campaignId: 'Replied' });
  const after = peakOf(server.pid);
  const tokens = tokensOf(JSON.stringify(answer));
  const memory = `${tool} of ${REPLIES.toLocaleString('en')}: more memory at most`;
  return [
    atMost(`${tool} of ${REPLIES.toLocaleString('en')}, tokens`, tokens, 3000, { digits: 0 }),
    before === undefined || after === undefined
      ? reported(memory, 'not told by this system')
      : atMost(memory, (after - before) / 1024, 60, { unit: ' MiB', digits: 0 }),
  ];
}
