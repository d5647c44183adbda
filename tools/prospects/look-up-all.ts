import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { Prospect, shapeProspect } from '../../src/snovio/shapes/prospect.ts';
import { VERDICTS } from '../../src/snovio/shapes/statuses.ts';
import { address, fact, given, link } from '../../src/text/roles.ts';
import type { Context } from '../../src/tool.ts';
import { reasonOf } from '../shared/failure.ts';
import { fitRows } from '../shared/size.ts';
import { storedVerdicts, type Verdict, verdictNote } from '../shared/verdicts.ts';
import { lookUp } from './look-up.ts';

/** Reads under way at once. The account's pace stands above this; more would only stand in the way of other calls. */
const SIDE_BY_SIDE = 10;

/** What an answer about many addresses says of a prospect. */
const BriefProspect = Prospect.pick({
  id: true,
  name: true,
  phones: true,
  lists: true,
  campaigns: true,
}).extend({
  position: fact.optional(),
  companyName: fact.optional(),
  linkedIn: link.optional(),
});

/** What an answer about many addresses holds. */
export const lookUpFacts = {
  results: z
    .array(
      z.object({
        email: address,
        status: z.enum(VERDICTS).optional(),
        reason: fact.optional(),
        prospects: z.array(BriefProspect),
      }),
    )
    .optional(),
  notFound: z.array(address).optional(),
  notAsked: z.array(address).optional(),
  failed: z.array(z.object({ email: given, reason: fact })).optional(),
};

type Brief = z.input<typeof BriefProspect>;
type Answered = { email: string; prospects: Brief[] };
type Failed = { email: string; error: SnovioError };
type Outcome = Answered | Failed;

/**
 * Looks up many addresses, in their order, until the time, the rate or the room of an answer is used up, or nothing is
 * answered any more.
 * @throws SnovioError the first failure if no address got an answer
 */
export async function lookUpAll(emails: readonly string[], context: Context) {
  const outcomes: Outcome[] = [];
  for (let goesOn = true; goesOn && outcomes.length < emails.length; ) {
    const next = emails.slice(outcomes.length, outcomes.length + SIDE_BY_SIDE);
    const latest = await Promise.all(next.map(email => outcomeOf(email, context)));
    outcomes.push(...latest);
    const done = outcomes.length;
    context.call.progress?.(done, emails.length, `looked up ${done} of ${emails.length}`);
    const rows = found(outcomes);
    goesOn = !latest.some(isLate) && !latest.every(isFailed) && fitRows(rows).kept.length === rows.length;
  }
  const [first] = outcomes;
  if (first && isFailed(first) && outcomes.every(isFailed)) throw first.error;
  return answerOf(emails, outcomes, await storedVerdicts(emails, context));
}

async function outcomeOf(email: string, context: Context): Promise<Outcome> {
  return lookUp(email, context).then(
    prospects => ({ email, prospects: prospects.map(prospect => brief(shapeProspect(prospect))) }),
    error => {
      if (!(error instanceof SnovioError) || error.code === 'cancelled') throw error;
      return { email, error };
    },
  );
}

function brief({ name, currentJobs: [job], social, ...rest }: z.input<typeof Prospect>): Brief {
  const { id, phones, lists, campaigns } = rest;
  const { position, companyName } = job ?? {};
  return {
    name,
    ...dropEmpty({ id, position, companyName, linkedIn: social?.linkedIn, phones, lists, campaigns }),
  };
}

function isFailed(outcome: Outcome): outcome is Failed {
  return 'error' in outcome;
}

/** Whether there was no time or no request left for it: the same will be so for all that follow. */
function isLate(outcome: Outcome): boolean {
  return isFailed(outcome) && outcome.error.code === 'rate_limited';
}

function found(outcomes: readonly Outcome[]): Answered[] {
  return outcomes.flatMap(outcome => (isFailed(outcome) || outcome.prospects.length === 0 ? [] : [outcome]));
}

/** What did not fit into the answer counts as not asked. */
function answerOf(
  emails: readonly string[],
  outcomes: readonly Outcome[],
  verdictOf: (email: string) => Verdict,
) {
  const judged = found(outcomes).map(({ email, prospects }) => ({ email, ...verdictOf(email), prospects }));
  const results = fitRows(judged).kept;
  const failed = outcomes
    .filter(isFailed)
    .filter(outcome => !isLate(outcome))
    .map(({ email, error }) => ({ email, reason: reasonOf(error) }));
  const notFound = outcomes.flatMap(outcome =>
    isFailed(outcome) || outcome.prospects.length > 0 ? [] : [outcome.email],
  );
  const told = new Set([
    ...results.map(({ email }) => email),
    ...failed.map(({ email }) => email),
    ...notFound,
  ]);
  const notAsked = emails.filter(email => !told.has(email));
  const note = verdictNote(notAsked.length > 0 && 'Call again with the addresses in notAsked.', results);
  return { results, returned: results.length, failed, ...dropEmpty({ notFound, notAsked, note }) };
}
