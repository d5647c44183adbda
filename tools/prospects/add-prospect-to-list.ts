import { z } from 'zod';
import { fact, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid, validEmail } from '../shared/check.ts';
import { listId, resolveList } from '../shared/list-id.ts';
import { lookFirst } from '../shared/look-first.ts';
import { allowSending } from '../shared/params.ts';
import { listCheck } from '../shared/sending.ts';
import { personFields, personForm, SAVED_STATUSES, savePerson } from './person.ts';

export const addProspectToList = defineTool({
  name: 'add_prospect_to_list',
  title: 'Add a prospect to a list',
  toolset: 'prospects',
  methods: ['POST /v1/add-prospect-to-list'],
  effect: 'write',
  credits: 'free',
  description:
    'Adds one person to a prospect list, by address or profile link. Free. A list that feeds a running campaign gets mailed. Several people: save_prospects.',
  input: z.object({
    listId,
    email: z.string().optional().describe('Needed without socialLinks'),
    ...personFields,
    updateContact: z.boolean().optional().describe('Update the person if known'),
    createDuplicates: z.boolean().optional().describe('Add a second profile if known'),
    allowSending,
  }),
  output: z.object({
    id: id.optional(),
    status: z.enum(SAVED_STATUSES),
    reason: fact.optional(),
    listId: id,
  }),
  run: async (args, context) => {
    const { updateContact, createDuplicates } = args;
    if (updateContact && createDuplicates)
      throw invalid('createDuplicates', 'leave it out, or updateContact: only one of them may be true.');
    const email = args.email?.trim() ? validEmail(args.email, 'email') : undefined;
    const person = await personForm(args, context);
    if (!email && Object.keys(person.socialLinks ?? {}).length === 0)
      throw invalid('email', 'give an address, or else a link in socialLinks.');
    const list = await resolveList(args.listId, context);
    const answer = savePerson(
      {
        email,
        listId: list,
        ...person,
        updateContact: flag(updateContact),
        createDuplicates: flag(createDuplicates),
      },
      context,
      listCheck(list, 1, args.allowSending, context),
    );
    const saved = await answer.catch(lookFirst('get_prospects_by_email'));
    return { ...saved, listId: list };
  },
});

/** PHP takes the text `false` for true, so a form carries 1 and 0. */
function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
