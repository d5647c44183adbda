import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import {
  anyArray,
  arrayOf,
  dropEmpty,
  maybeDate,
  maybeFlag,
  maybeId,
  maybeNumber,
  maybeText,
} from '../../src/snovio/shapes/fields.ts';
import { address, fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listId, resolveList } from '../shared/list-id.ts';
import { list, listingFacts, type Page } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';

/** A and B allow 100 prospects a page, the current reference 5,000; the smaller works with both. */
const PER_PAGE = 100;

const UpstreamRow = z.object({
  id: maybeId,
  name: maybeText,
  firstName: maybeText,
  lastName: maybeText,
  emails: anyArray(
    z.object({
      email: maybeText,
      probability: maybeNumber,
      isVerified: maybeFlag,
      jobStatus: maybeText,
      domainType: maybeText,
      isValidFormat: maybeFlag,
      isDisposable: maybeFlag,
      isWebmail: maybeFlag,
      isGibberish: maybeFlag,
      // A number whose meaning is published nowhere; one client typed it as a text [C:hull].
      smtpStatus: maybeNumber,
    }),
  ),
});

const UpstreamListPage = z.object({
  success: maybeFlag,
  list: z
    .object({
      name: maybeText,
      contacts: maybeNumber,
      // The table says `creation_date`, the sample `creationDate` [A].
      creationDate: maybeDate,
      creation_date: maybeDate,
      // Described as a count, but an empty array in the sample [A].
      emailsCount: maybeNumber,
    })
    .optional(),
  prospects: arrayOf(UpstreamRow).optional(),
});

type Row = z.output<typeof UpstreamRow>;

function pageOf(rows: Row[], page: number, total: number | undefined): Page<Row> {
  const last = rows.length < PER_PAGE || (page + 1) * PER_PAGE >= (total ?? Number.POSITIVE_INFINITY);
  return { rows, start: page * PER_PAGE, last, ...(total !== undefined && { total }) };
}

function shapeRow({ emails, ...names }: Row) {
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
    let about: z.output<typeof UpstreamListPage>['list'];
    const load = async (position: number) => {
      const page = Math.floor(position / PER_PAGE);
      const form = { listId: id, page: page + 1, perPage: PER_PAGE };
      const request = { method: 'POST', path: '/v1/prospect-list', form } as const;
      const answer = await context.snovio.read(request, UpstreamListPage, context.call);
      // A list that does not exist may be answered with 404 or with `success: false`.
      if (answer.success === false) throw new SnovioError('not_found');
      if (!answer.list || !answer.prospects) throw new SnovioError('upstream_malformed');
      about = answer.list;
      return pageOf(answer.prospects, page, about.contacts);
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
