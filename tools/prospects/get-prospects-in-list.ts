import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { address, fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listId, resolveList } from '../shared/list-id.ts';
import { type ListMember, type ListPage, readListPage } from '../shared/list-members.ts';
import { list, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';

function shapeRow({ emails, ...names }: ListMember) {
  return {
    ...dropEmpty(names),
    ...dropEmpty({
      emails: emails.flatMap(({ email, ...facts }) =>
        email
          ? {
              email,
              ...dropEmpty({
                probability: facts.probability,
                verified: facts.isVerified,
                jobStatus: facts.jobStatus,
                domainType: facts.domainType,
                validFormat: facts.isValidFormat,
                disposable: facts.isDisposable,
                webmail: facts.isWebmail,
                gibberish: facts.isGibberish,
                smtpCode: facts.smtpStatus,
              }),
            }
          : [],
      ),
    }),
  };
}

const ListedEmail = z.object({
  email: address,
  probability: z.number().optional(),
  verified: z.boolean().optional(),
  jobStatus: fact.optional(),
  domainType: fact.optional(),
  validFormat: z.boolean().optional(),
  disposable: z.boolean().optional(),
  webmail: z.boolean().optional(),
  gibberish: z.boolean().optional(),
  smtpCode: z.number().optional(),
});

export const getProspectsInList = defineTool({
  name: 'get_prospects_in_list',
  title: 'Prospects of a list',
  toolset: 'prospects',
  methods: ['POST /v1/prospect-list'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists the prospects of one list with their addresses, newest first. Free. Full profile: get_prospect_by_id.',
  input: z.object({ listId, ...paging }),
  output: z.object({
    list: z.object({
      id,
      name: fact.optional(),
      contacts: z.number().optional(),
      emailsCount: z.number().optional(),
      createdAt: moment.optional(),
    }),
    ...listingFacts,
    prospects: z.array(
      z.object({
        id: id.optional(),
        name: fact.optional(),
        firstName: fact.optional(),
        lastName: fact.optional(),
        emails: z.array(ListedEmail).optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const id = await resolveList(args.listId, context);
    let about: ListPage['list'] | undefined;
    const load = async (position: number) => {
      const { list, ...page } = await readListPage(id, position, context);
      about = list;
      return page;
    };
    const { rows, facts } = await list(args, load, shapeRow);
    const { creationDate, creation_date, ...told } = about ?? {};
    return {
      list: { id, ...dropEmpty({ ...told, createdAt: creationDate ?? creation_date }) },
      ...facts,
      prospects: rows,
    };
  },
});
