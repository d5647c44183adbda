import { z } from 'zod';
import { profileSearch } from '../../src/snovio/flows/find-prospects.ts';
import { defineTool } from '../../src/tool.ts';
import { spending } from '../shared/params.ts';
import { profileUrl, validProfileUrl } from './profile-url.ts';
import { queueOne, stepOutput } from './queued-step.ts';

export const addUrlForSearch = defineTool({
  name: 'add_url_for_search',
  title: 'Queue a search by profile link (legacy)',
  toolset: 'find',
  methods: ['POST /v1/add-url-for-search'],
  effect: 'spend',
  credits: '1',
  description:
    'Legacy raw step: queues one search by profile link, read later with get_emails_from_url. PAID: 1 credit. Use find_prospects_by_url.',
  input: z.object({ url: profileUrl, ...spending }),
  output: stepOutput,
  run: async ({ url, ...options }, { snovio, call }) => {
    return queueOne(snovio, profileSearch, validProfileUrl(url, 'url').url, {
      ...options,
      call,
      estimated: false,
    });
  },
});
