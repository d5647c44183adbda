import { z } from 'zod';
import { isoSeconds } from '../../src/snovio/shapes/dates.ts';
import { dropEmpty, maybeFlag, maybeNumber } from '../../src/snovio/shapes/fields.ts';
import { fact, moment, words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';

const UpstreamBalance = z.object({
  data: z.object({
    balance: maybeNumber.pipe(z.number()),
    teamwork: maybeFlag,
    // The table says `recipients_used`, the sample `unique_recipients_used` [A].
    unique_recipients_used: maybeNumber,
    recipients_used: maybeNumber,
    limit_resets_in: maybeNumber,
    expires_in: maybeNumber,
  }),
});

/** Credits up to now, by this server's own record. */
const spentSince = { last24Hours: z.number(), last7Days: z.number(), last30Days: z.number() };

export const getBalance = defineTool({
  name: 'get_balance',
  title: 'Credit balance',
  toolset: 'account',
  methods: ['GET /v1/get-balance'],
  effect: 'read',
  credits: 'free',
  description:
    'Tells the credits left, days to renewal and expiry, what was spent today, this week and this month by which tool, charges against what answers told, and what your limits leave. Free.',
  input: z.object({}),
  output: z.object({
    balance: z.number(),
    teamwork: z.boolean().optional(),
    recipientsUsed: z.number().optional(),
    daysToReset: z.number().optional(),
    daysToExpiry: z.number().optional(),
    spending: z.object({
      process: z.number(),
      ...spentSince,
      byTool: z.array(z.object({ tool: fact, ...spentSince })),
      left: z.object({ process: z.number().optional(), day: z.number().optional() }),
    }),
    since: z.object({ at: moment, balance: z.number(), charged: z.number(), told: z.number() }).optional(),
    untold: z.number().optional(),
    open: z.number().optional(),
    note: words.optional(),
  }),
  run: async (_, { snovio, call }) => {
    const { data } = await snovio.read({ method: 'GET', path: '/v1/get-balance' }, UpstreamBalance, call);
    const { since, inWords, ...owed } = (await snovio.compareBalance(data.balance)) ?? {};
    const { byTool, ...spending } = await snovio.spending(call);
    return {
      balance: data.balance,
      spending: { ...spending, byTool: byTool.filter(line => line.last30Days > 0) },
      ...(since && { since: { ...since, at: isoSeconds(since.at) } }),
      ...owed,
      note: inWords,
      ...dropEmpty({
        teamwork: data.teamwork,
        recipientsUsed: data.unique_recipients_used ?? data.recipients_used,
        daysToReset: data.limit_resets_in,
        daysToExpiry: data.expires_in,
      }),
    };
  },
});
