import { z } from 'zod';
import { SnovioError, saidUpstream } from '../../src/errors.ts';
import type { CallContext } from '../../src/snovio/call-context.ts';
import { storedVerifications } from '../../src/snovio/flows/verify-emails.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import type { Field } from '../../src/snovio/transport/request.ts';
import { fact, given, id, words } from '../../src/text/roles.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { existingList, listId, resolveList } from '../shared/list-id.ts';
import { inGroups, notRunFacts } from '../shared/not-run.ts';
import { allowSending, waitSeconds } from '../shared/params.ts';
import { isReady } from '../shared/ready.ts';
import { listCheck } from '../shared/sending.ts';
import { checkCustomFields } from './custom-fields.ts';
import { personFields, personForm, SAVED_STATUSES, savePerson } from './person.ts';
import { savedNote, storedFacts, storedOf } from './saved-answer.ts';

const input = z.object({
  listId,
  prospects: z
    .array(z.strictObject({ email: z.string().describe('Address'), ...personFields }))
    .min(1)
    .max(100)
    .describe('People to save'),
  onExisting: z
    .enum(['skip', 'update'])
    .optional()
    .describe('Known people join; skip (default) keeps their data'),
  onlyReady: z.boolean().optional().describe('Only addresses known to be valid'),
  allowSending,
  waitSeconds,
});

type Given = z.output<typeof input>['prospects'][number];

const STATUSES = [...SAVED_STATUSES, 'skipped', 'error', 'not_run'] as const;

interface Outcome {
  status: (typeof STATUSES)[number];
  id?: string;
  reason?: string;
}

/** One input: ready to be sent, or known to be wrong. */
type Prepared = Whole | Outcome;

interface Whole {
  readonly email: string;
  readonly form: Record<string, Field>;
  /** What of the person is left out since Snov.io would not take it, in words; may be empty. */
  readonly leftOut: string;
}

export const saveProspects = defineTool({
  name: 'save_prospects',
  title: 'Save prospects to a list',
  toolset: 'prospects',
  methods: ['POST /v1/add-prospect-to-list'],
  effect: 'write',
  long: { items: ['prospects'] },
  credits: 'free',
  description:
    'Saves up to 100 people to a prospect list and tells what was stored. Free. A list that feeds a running campaign gets mailed. One person: add_prospect_to_list.',
  input,
  output: z.object({
    listId: id,
    results: z.array(
      z.object({
        email: given,
        id: id.optional(),
        status: z.enum(STATUSES),
        reason: fact.optional(),
      }),
    ),
    ...notRunFacts,
    ...storedFacts,
    pending: z.number(),
    note: words.optional(),
  }),
  run: async (args, context) => {
    // An unknown label is a fault of the whole call; what else is wrong with a person is told per person. Somebody is
    // saved without a country that Snov.io would refuse: the address is what a campaign needs.
    await checkCustomFields(
      args.prospects.flatMap(person => person.customFields ?? []),
      context,
    );
    const isMeant = args.onlyReady ? await readyAmong(args.prospects, context) : undefined;
    const prepared = await Promise.all(args.prospects.map(person => prepare(person, isMeant, context)));
    const people = new Map<string, Record<string, Field>>();
    for (const person of prepared)
      if ('form' in person && !people.has(person.email)) people.set(person.email, person.form);
    if (people.size === 0 && !args.onlyReady)
      throw invalid('prospects', `none can be saved. ${reasonOf(prepared[0])}`);
    const list = await resolveList(args.listId, context);
    const check = listCheck(list, people.size, args.allowSending, context);
    const common = { listId: list, updateContact: args.onExisting === 'update' ? 1 : 0 };
    const save = (email: string): Promise<Outcome> =>
      savePerson({ email, ...common, ...people.get(email) }, context, check);
    const outcomes = await saveAll([...people.keys()], save, context.call);
    const results = args.prospects.map(({ email }, index) => {
      const person = prepared[index];
      if (!person || !('form' in person)) return { email, ...(person ?? NOT_RUN) };
      const outcome = outcomes.get(person.email) ?? NOT_RUN;
      const isSaved = SAVED_STATUSES.some(status => status === outcome.status);
      const reason = isSaved ? [person.leftOut, outcome.reason].filter(Boolean).join('; ') : outcome.reason;
      return { email, ...outcome, ...(reason && { reason }) };
    });
    const stored = storedOf(
      [...people].map(([email, form]) => ({ ...(outcomes.get(email) ?? NOT_RUN), form })),
    );
    const answer = {
      listId: list,
      results,
      ...(stored.length > 0 && { stored }),
      pending: results.filter(({ status }) => status === 'not_run').length,
      note: savedNote(results, stored, common.updateContact === 0),
    };
    return inGroups(answer, ({ email }) => email, context.call);
  },
  checkAhead: async ({ listId: given = '', allowSending }, people, context) => {
    const list = await existingList(given, context);
    await listCheck(list, people, allowSending, context)(false);
    return { listId: list };
  },
});

/** Beyond this, what took long was the wait for a turn. */
const LONGEST_WRITE_MS = 5000;
const NOT_RUN: Outcome = { status: 'not_run' };

/** Who of them has an address that is stored as valid. Nothing is paid to find out. */
async function readyAmong(
  people: readonly Given[],
  { snovio }: Context,
): Promise<(email: string) => boolean> {
  const emails = people.flatMap(({ email }) => normaliseEmail(email) ?? []);
  const stored = await storedVerifications(snovio, emails);
  return email => {
    const known = stored.get(email);
    return known !== undefined && isReady(known);
  };
}

async function prepare(
  given: Given,
  isMeant: ((email: string) => boolean) | undefined,
  context: Context,
): Promise<Prepared> {
  const email = normaliseEmail(given.email);
  if (!email) return { status: 'error', reason: 'format' };
  if (isMeant && !isMeant(email)) return { status: 'skipped', reason: 'not_ready' };
  const problems: string[] = [];
  const form = await personForm(given, context, ({ message }) => problems.push(message));
  return { email, form, leftOut: problems.length > 0 ? `left_out: ${problems.join('; ')}` : '' };
}

function reasonOf(prepared: Prepared | undefined): string {
  const reason = prepared && 'reason' in prepared ? prepared.reason : undefined;
  return reason && reason !== 'format' ? reason : 'Give at least one proper e-mail address.';
}

/** One after the other until the time or the rate is used up; what was not started says why. */
async function saveAll(
  emails: string[],
  save: (email: string) => Promise<Outcome>,
  call: CallContext,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  let stopped: string | undefined;
  let longest = 0;
  for (const email of emails) {
    const now = performance.now();
    // A write that the deadline cuts off is in doubt, so none begins that may not end in time.
    if (!stopped && now + Math.min(1.5 * longest, LONGEST_WRITE_MS) >= call.deadline) stopped = 'deadline';
    const outcome: Outcome = stopped
      ? NOT_RUN
      : await save(email).catch(error => failed(error, outcomes.size));
    longest = Math.max(longest, performance.now() - now);
    if (outcome.status === 'not_run') stopped ??= outcome.reason;
    outcomes.set(email, stopped ? { status: 'not_run', reason: stopped } : outcome);
    if (!stopped) call.progress?.(outcomes.size, emails.length, `saved ${outcomes.size} of ${emails.length}`);
  }
  return outcomes;
}

/** What a failure means for this person, or, as `not_run`, for all that follow; with nobody tried yet it is the call's. */
function failed(error: unknown, tried: number): Outcome {
  if (!(error instanceof SnovioError) || error.code === 'cancelled') throw error;
  const { code, facts } = error;
  if (code === 'refused')
    return { status: 'error', reason: facts.upstream ? saidUpstream(facts.upstream) : 'refused' };
  const isUnsure = code === 'upstream_unavailable' || code === 'upstream_malformed' || code === 'in_doubt';
  if (isUnsure && !facts.neverSent) return { status: 'error', reason: 'in_doubt' };
  if (tried === 0) throw error;
  return { status: 'not_run', reason: code === 'rate_limited' ? 'rate_limit' : code };
}
