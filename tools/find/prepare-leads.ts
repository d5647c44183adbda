import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { listId } from '../shared/list-id.ts';
import { paging, spending, waitSeconds } from '../shared/params.ts';
import { answerWith, leadsOutput } from './leads/answer.ts';
import { prepareLeads as judgeLeads } from './leads/prepare.ts';
import { excludedBy } from './leads/screen.ts';
import { leadsFrom, MOST_LEADS, person } from './leads/sources.ts';

export const prepareLeads = defineTool({
  name: 'prepare_leads',
  title: 'Prepare leads for a campaign',
  toolset: 'find',
  methods: [
    'GET /v1/get-user-campaigns',
    'GET /v2/campaigns/{campaign_id}/recipient',
    'POST /v1/get-prospects-by-email',
    'GET /v1/get-user-lists',
    'POST /v1/prospect-list',
    'POST /v2/email-verification/start',
    'GET /v2/email-verification/result',
    'POST /v1/get-emails-verification-status',
    'POST /v1/add-emails-to-verification',
    'POST /v2/emails-by-domain-by-name/start',
    'GET /v2/emails-by-domain-by-name/result',
    'POST /v1/get-emails-from-names',
    'POST /v1/add-names-to-find-emails',
  ],
  effect: 'spend',
  long: { items: ['people', 'emails'] },
  credits: 'up to 1 per lead',
  description:
    'Sorts up to 100 leads into ready for a campaign, risky, and drop with its reason. PAID: up to 1 credit per lead that free checks leave. Next: save_prospects with onlyReady.',
  input: z.object({
    people: z.array(person).max(MOST_LEADS).optional().describe('Whom to find'),
    emails: z.array(z.string()).max(MOST_LEADS).optional().describe('Addresses'),
    listId: listId.optional(),
    next: paging.next,
    exclude: z.array(z.string()).max(1000).optional().describe('Addresses, domains to leave out'),
    ...spending,
    waitSeconds,
  }),
  output: leadsOutput,
  run: async ({ people, emails, listId, next, exclude = [], maxCredits, fresh }, context) => {
    const isExcluded = excludedBy(exclude);
    const source = await leadsFrom({ people, emails, listId, next }, context);
    const prepared = await judgeLeads(source.leads, isExcluded, { maxCredits, fresh }, context);
    return answerWith(prepared, source.next);
  },
});
