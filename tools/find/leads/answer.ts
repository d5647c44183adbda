import { z } from 'zod';
import { dropEmpty } from '../../../src/snovio/shapes/fields.ts';
import { normaliseEmail } from '../../../src/snovio/shapes/normalise.ts';
import { address, cursor, fact, given, words } from '../../../src/text/roles.ts';
import { verdict } from '../../../src/text/states.ts';
import { flowFacts } from '../../shared/outputs.ts';
import { MOST, tokensAtMost } from '../../shared/size.ts';
import type { Lead, Verdict } from './lead.ts';
import type { Prepared } from './prepare.ts';

const Row = z.object({
  email: address,
  /** How the lead was named, where it was not by this address. */
  lead: given.optional(),
  firstName: fact.optional(),
  lastName: fact.optional(),
  lists: z.array(fact).optional(),
  campaigns: z.array(fact).optional(),
});

/** Leads of one fate by name; of those whose address was found, it is told as well. */
const group = {
  leads: z.array(given),
  found: z.array(z.object({ email: address, lead: given })).optional(),
};

const number = z.number();
const OPEN = ['pending', 'not_run', 'error'] as const;

export const leadsOutput = z.object({
  totals: z.object({ ready: number, risky: number, drop: number, open: number }),
  ready: z.array(Row),
  risky: z.array(Row.extend({ reason: fact, status: verdict.optional() })),
  drop: z.array(z.object({ reason: fact, ...group })),
  open: z.array(z.object({ status: z.enum(OPEN), reason: fact.optional(), ...group })),
  bounces: z
    .object({ ready: number.optional(), readyAndRisky: number, estimated: z.boolean(), basis: words })
    .optional(),
  next: cursor.optional(),
  ...flowFacts,
});

type Output = z.input<typeof leadsOutput>;

/** The judged leads, grouped; the rows of those who may be mailed are whole, since whoever saves them needs them. */
export function answerWith({ leads, note, credits }: Prepared, next: string | undefined): Output {
  const of = (...verdicts: Verdict[]) =>
    leads.filter(({ judgement }) => judgement && verdicts.includes(judgement.verdict));
  const [ready, risky, drop, open] = [of('ready'), of('risky'), of('drop'), of(...OPEN)];
  return fitLeads({
    totals: { ready: ready.length, risky: risky.length, drop: drop.length, open: open.length },
    ready: ready.flatMap(rowOf),
    risky: risky.flatMap(lead => {
      const { reason = 'unknown', status } = lead.judgement ?? {};
      return rowOf(lead).map(row => ({ ...row, reason, status }));
    }),
    drop: groupsOf(drop).map(({ reason = 'unknown', ...group }) => ({ reason, ...group })),
    open: OPEN.flatMap(status => groupsOf(of(status)).map(group => ({ status, ...group }))),
    bounces: bouncesOf(ready.length, risky.length),
    next,
    pending: of('pending').length,
    note,
    credits,
  });
}

function groupsOf(leads: readonly Lead[]) {
  const groups = Map.groupBy(leads, ({ judgement }) => judgement?.reason);
  return [...groups].map(([reason, group]) => {
    const found = group.flatMap(foundOf);
    const names = group.filter(lead => foundOf(lead).length === 0).map(({ name }) => name);
    return { reason, leads: names, ...(found.length > 0 && { found }) };
  });
}

/** The address, if it can be told and the lead was not named by it. */
function foundOf({ email, name, person }: Lead) {
  return person && email && normaliseEmail(email) === email ? [{ email, lead: name }] : [];
}

function rowOf({ email, name, firstName, lastName, finding }: Lead) {
  if (!email) return [];
  const { lists = [], campaigns = [] } = finding ?? {};
  const row = dropEmpty({ firstName, lastName, lists: [...lists], campaigns: [...campaigns] });
  return [{ email, ...(name.toLowerCase() !== email && { lead: name }), ...row }];
}

/** Shares of addresses that bounce. Snov.io documents none, so these are assumptions, and said to be. */
const READY_BOUNCES = 0.02;
const RISKY_BOUNCES = 0.2;

function bouncesOf(ready: number, risky: number): Output['bounces'] {
  const all = ready + risky;
  if (all === 0) return undefined;
  const readyAndRisky = (ready * READY_BOUNCES + risky * RISKY_BOUNCES) / all;
  return {
    ...(ready > 0 && { ready: READY_BOUNCES }),
    readyAndRisky: Math.round(readyAndRisky * 1000) / 1000,
    estimated: true,
    basis:
      'Assumed, not measured: 2 % of valid and 20 % of risky addresses bounce. Snov.io documents no rates; your own may differ.',
  };
}

/** Every lead keeps its place; where all that is known of them does not fit into one answer, each row tells less. */
function fitLeads(answer: Output): Output {
  if (tokensAtMost(JSON.stringify(answer), MOST) <= MOST) return answer;
  const less = { firstName: undefined, lastName: undefined, lists: undefined, campaigns: undefined };
  const note = [answer.note, 'Names are left out to fit.'].filter(Boolean).join(' ');
  const ready = answer.ready.map(row => ({ ...row, ...less }));
  const risky = answer.risky.map(row => ({ ...row, ...less }));
  return { ...answer, ready, risky, note };
}
