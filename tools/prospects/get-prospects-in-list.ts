import { z } from 'zod';
import { CustomFields, customFieldsOf } from '../../src/snovio/shapes/custom-fields.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { VERDICTS } from '../../src/snovio/shapes/statuses.ts';
import { address, fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { columnsOf, detailed } from '../shared/detail.ts';
import { domain } from '../shared/domain.ts';
import { listId, resolveList } from '../shared/list-id.ts';
import { type ListPage, readListPage } from '../shared/list-members.ts';
import { list, listingFacts } from '../shared/paging.ts';
import { lastName, paging } from '../shared/params.ts';
import { verdictNote } from '../shared/verdicts.ts';
import { type JudgedMember, judged, LISTED_STATUSES, matchOf } from './listed-members.ts';

const ListedEmail = z.object({
  email: address,
  status: z.enum(VERDICTS).optional(),
  reason: fact.optional(),
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

const ListedProspect = z.object({
  prospectHash: id.optional(),
  name: fact.optional(),
  firstName: fact.optional(),
  lastName: fact.optional(),
  emails: z.array(ListedEmail).optional(),
  customFields: CustomFields.optional(),
});

const BRIEF = ['name', 'emails.email', 'emails.status', 'emails.reason'];

function shapeRow({ id, name, firstName, lastName, emails, ...rest }: JudgedMember) {
  return dropEmpty({
    prospectHash: id,
    name: name ?? [firstName, lastName].filter(Boolean).join(' '),
    firstName,
    lastName,
    emails: emails.flatMap(({ email, ...facts }) =>
      email
        ? {
            email,
            ...dropEmpty({
              status: facts.status,
              reason: facts.reason,
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
    customFields: customFieldsOf(rest),
  });
}

/** The fields that say something of an address. */
function namesIn(email: object): string[] {
  return Object.entries(email).flatMap(([name, value]) => (value === false ? [] : name));
}

/** What people ask of a list first, and Snov.io does not tell there. */
const ELSEWHERE = 'Position, LinkedIn and phones: get_prospects_by_email with emails, up to 100.';

export const getProspectsInList = defineTool({
  name: 'get_prospects_in_list',
  title: 'Prospects of a list',
  toolset: 'prospects',
  methods: ['POST /v1/prospect-list'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists the prospects of one list, newest first: names and addresses, with what they were verified as here. Free. Whole profiles: get_prospects_by_email.',
  input: z.object({
    listId,
    lastName: lastName.optional(),
    domain: domain.optional(),
    status: z.enum(LISTED_STATUSES).optional().describe('Of an address'),
    ...detailed,
    ...paging,
  }),
  output: z.object({
    list: z.object({
      id,
      name: fact.optional(),
      contacts: z.number().optional(),
      emailsCount: z.number().optional(),
      createdAt: moment.optional(),
    }),
    ...listingFacts,
    prospects: z.array(ListedProspect),
  }),
  run: async (args, context) => {
    const columns = columnsOf(ListedProspect, BRIEF, args, ELSEWHERE);
    const matches = matchOf(args);
    const id = await resolveList(args.listId, context);
    let about: ListPage['list'] | undefined;
    const load = async (position: number) => {
      const { list, rows, ...page } = await readListPage(id, position, context);
      about = list;
      return { ...page, rows: await judged(rows, context) };
    };
    const shape = (member: JudgedMember) => {
      const row = shapeRow(member);
      // Nothing else leads to somebody without an address.
      return row.emails ? columns.pick(row) : { prospectHash: row.prospectHash, ...columns.pick(row) };
    };
    const { rows, facts } = await list(args, load, shape, matches);
    const { creationDate, creation_date, ...told } = about ?? {};
    const emails = rows.flatMap(row => row.emails ?? []);
    const judgedEmails = columns.has('emails.status') ? emails : [];
    const note = verdictNote(facts.note, judgedEmails, emails.flatMap(namesIn));
    return {
      list: { id, ...dropEmpty({ ...told, createdAt: creationDate ?? creation_date }) },
      ...facts,
      ...(note && { note }),
      prospects: rows,
    };
  },
});
