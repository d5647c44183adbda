import { z } from 'zod';
import { readV1 } from '../../src/snovio/methods/url.ts';
import { Prospect } from '../../src/snovio/shapes/prospect.ts';
import { words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { itemStatus } from '../shared/outputs.ts';
import { fitObject } from '../shared/size.ts';
import { profileUrl, validProfileUrl } from './profile-url.ts';
import { readStep } from './read-step.ts';

export const getEmailsFromUrl = defineTool({
  name: 'get_emails_from_url',
  title: 'Read the person behind a profile link (legacy)',
  toolset: 'find',
  methods: ['POST /v1/get-emails-from-url'],
  effect: 'read',
  credits: 'free',
  description:
    'Legacy raw step: reads what add_url_for_search found; not_found may mean not yet. Free. Use find_prospects_by_url.',
  input: z.object({ url: profileUrl }),
  output: z.object({
    status: itemStatus.extract(['found', 'not_found']),
    prospect: Prospect.optional(),
    note: words.optional(),
  }),
  run: async (args, { snovio, call }) => {
    const { url } = validProfileUrl(args.url, 'url');
    const found = await readStep(readV1([url], 0), snovio, call);
    const prospect = found?.state === 'done' ? found.answer.prospect : undefined;
    if (!prospect) return { status: 'not_found' as const };
    const { kept, ...note } = fitObject(prospect);
    return { status: 'found' as const, prospect: kept, ...note };
  },
});
