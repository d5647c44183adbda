import { z } from 'zod';
import { anId, anyArray } from '../../src/snovio/shapes/fields.ts';
import { normaliseName } from '../../src/snovio/shapes/normalise.ts';
import type { Snovio } from '../../src/snovio/snovio.ts';
import { inTime } from '../../src/snovio/transport/wait.ts';
import { plainLine } from '../../src/text/line.ts';
import { given as givenRole, id } from '../../src/text/roles.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { late } from '../shared/cached-reads.ts';
import { filled, given, invalid } from '../shared/check.ts';
import { lookFirst } from '../shared/look-first.ts';
import { readLists } from '../shared/prospect-lists.ts';

/** The whole answer stands in an array of one element. */
const UpstreamCreated = anyArray(z.object({ data: z.object({ id: anId }) })).pipe(
  z.array(z.object({ data: z.object({ id: z.string() }) })).min(1),
);

export const createProspectList = defineTool({
  name: 'create_prospect_list',
  title: 'Create a prospect list',
  toolset: 'prospects',
  methods: ['GET /v1/get-user-lists', 'POST /v1/lists'],
  effect: 'write',
  credits: 'free',
  description: 'Creates an empty prospect list and answers its id. Free. Fill it with save_prospects.',
  input: z.object({
    name: z.string().describe('Name of the new list'),
    allowDuplicate: z.boolean().optional().describe('Even if one has this name'),
  }),
  output: z.object({ id, name: givenRole }),
  run: async (args, context) => {
    const { snovio, call } = context;
    const name = filled(args.name, 'name');
    const request = { method: 'POST', path: '/v1/lists', form: { name } } as const;
    const create = async () => {
      if (!args.allowDuplicate) await refuseTaken(name, context);
      const [created] = await snovio.write(request, UpstreamCreated, call).catch(lookFirst('get_user_lists'));
      return { id: created?.data.id ?? '', name };
    };
    return args.allowDuplicate ? create() : oneAtATime(keyOf(name), create, context);
  },
});

/** What names have in common that are taken for the same one where a list goes by its name. */
function keyOf(name: string): string {
  return normaliseName(plainLine(name));
}

/** Snov.io takes the same name again, and then nobody can say which list is meant. @throws SnovioError `invalid_input` */
async function refuseTaken(name: string, context: Context): Promise<void> {
  const key = keyOf(name);
  const lists = await readLists(context, 'fresh');
  const taken = lists.find(list => list.isDeleted !== true && keyOf(list.name ?? '') === key);
  if (!taken) return;
  throw invalid(
    'name',
    `a list has this name already (id ${taken.id}). Use its id, or repeat with allowDuplicate: true for another one.`,
    given(name),
  );
}

const under = new WeakMap<Snovio, Map<string, Promise<unknown>>>();

/** Two calls of the same name at once would both find it free: the second looks when the first is over. */
async function oneAtATime<T>(key: string, work: () => Promise<T>, { snovio, call }: Context): Promise<T> {
  const waiting = under.get(snovio) ?? new Map<string, Promise<unknown>>();
  under.set(snovio, waiting);
  const before = waiting.get(key);
  const mine = (before ? inTime(before, call, late) : Promise.resolve()).then(work);
  const over = mine
    .catch(() => {})
    .finally(() => {
      if (waiting.get(key) === over) waiting.delete(key);
    });
  waiting.set(key, over);
  return mine;
}
