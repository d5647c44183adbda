import { z } from 'zod';
import { anyArray, arrayOf, dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { normaliseDomain, normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { addressOrDomain, fact, given } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { resolveDoNotEmailList } from '../shared/do-not-email-lists.ts';

/** The whole answer stands in an array of one element. */
const UpstreamAdded = anyArray(z.object({ data: z.object({ duplicates: arrayOf(z.string()) }) })).refine(
  answers => answers.length > 0,
);

export const addToDoNotEmailList = defineTool({
  name: 'add_to_do_not_email_list',
  title: 'Add to a do-not-email list',
  toolset: 'campaigns',
  methods: ['POST /v1/do-not-email-list'],
  effect: 'write',
  credits: 'free',
  description:
    'Blocks addresses or whole domains from all campaign mail, on a do-not-email list. Free. Lists: list_do_not_email_lists.',
  input: z.object({
    items: z.array(z.string()).min(1).max(500).describe('Addresses and domains'),
    listId: z.string().describe('Id or name'),
  }),
  output: z.object({
    added: z.number(),
    duplicates: z.array(addressOrDomain).optional(),
    rejected: z.array(z.object({ item: given, reason: fact })).optional(),
  }),
  run: async (args, context) => {
    const items = args.items.map(item => ({ item, entry: entryOf(item) }));
    const wanted = [...new Set(items.flatMap(({ entry }) => entry ?? []))];
    if (wanted.length === 0)
      throw invalid('items', 'holds no e-mail address and no domain; give some, such as acme.example.');
    const form = { items: wanted, listId: await resolveDoNotEmailList(args.listId, context) };
    const request = { method: 'POST', path: '/v1/do-not-email-list', form } as const;
    const [answer] = await context.snovio.write(request, UpstreamAdded, context.call);
    const duplicates = answer?.data.duplicates ?? [];
    const rejected = items.flatMap(({ item, entry }) => (entry ? [] : [{ item, reason: 'format' }]));
    return { added: wanted.length - duplicates.length, ...dropEmpty({ duplicates, rejected }) };
  },
});

/** What has an `@` with something before it is meant as an address and never taken for a domain. */
function entryOf(item: string): string | undefined {
  return /[^\s@]\s*@/.test(item) ? normaliseEmail(item) : normaliseDomain(item);
}
