import { type CallRecord, toldBy } from './calls.ts';
import type { Charge, Received } from './model/route.ts';
import type { Simulation } from './simulation.ts';
import { isConclusion, isTrue } from './truth.ts';

// What must hold after every step, whatever happened.

/** A promise that was broken. Shrinking keeps to one `kind`. */
export interface Violation {
  readonly kind: string;
  readonly text: string;
}

/** How much later than its deadline a call may answer. */
const SLACK_MS = 1500;
/** A cancelled call answers in this time. */
const AT_ONCE_MS = 100;
const ALMOST_A_DAY_MS = 23 * 3_600_000;
const MOST_TIMERS = 1000;

type Check = (simulation: Simulation) => Violation[] | Promise<Violation[]>;

const CHECKS: readonly Check[] = [
  boughtTwice,
  boughtThoughKnown,
  undercounted,
  overCeilings,
  overWalls,
  overLimits,
  lateAnswers,
  strayCharges,
  untrueAnswers,
  untrulyQueued,
  toldTooMuch,
  toldMoreThanItCost,
  unbounded,
];

/** Every promise that does not hold now. */
export async function brokenNow(simulation: Simulation): Promise<Violation[]> {
  return (await Promise.all(CHECKS.map(check => check(simulation)))).flat();
}

function routeOf({ model }: Simulation, { request }: Charge): string {
  return model.received[request]?.route ?? '?';
}

/** Nothing is charged twice, except once for each `fresh` call. */
function boughtTwice(simulation: Simulation): Violation[] {
  const times = new Map<string, number>();
  const violations: Violation[] = [];
  // In the order of the requests: the act of an older one may come late.
  const charged = simulation.model.charged().sort((a, b) => a.request - b.request);
  for (const charge of charged) {
    const sent = simulation.model.received[charge.request]?.at ?? 0;
    const fresh = simulation.calls.filter(
      call => call.fresh && call.wants.has(charge.item) && call.startedAt <= sent,
    );
    for (const row of charge.rows) {
      const count = (times.get(row) ?? 0) + 1;
      times.set(row, count);
      if (count <= 1 + fresh.length) continue;
      violations.push({
        kind: `charged twice: ${routeOf(simulation, charge)}`,
        text: `${row} was charged ${count} times, with ${fresh.length} fresh calls`,
      });
      break;
    }
  }
  return violations;
}

/** What a free read of v1 tells is not paid for, unless that read said otherwise in documented words. */
function boughtThoughKnown(simulation: Simulation): Violation[] {
  const { received } = simulation.model;
  return received
    .filter(({ route, performed }) => performed && /^(verify|find)\.v1\.add$/.test(route))
    .flatMap(request =>
      request.items
        .filter(item => /:known/.test(item))
        .filter(item => !received.some(({ act, items }) => act === '404' && items.includes(item)))
        .map(item => ({
          kind: `paid for what is known free: ${request.route}`,
          text: `${item} was known to Snov.io, and its free read never said otherwise`,
        })),
    );
}

const documented = (charges: readonly Charge[]) =>
  charges.reduce((sum, { credits, price }) => sum + Math.min(credits, price), 0);

/** What was charged is spent, reserved or in doubt by the store. */
async function undercounted(simulation: Simulation): Promise<Violation[]> {
  if (simulation.lostWrites || simulation.time.now + simulation.skewMs > ALMOST_A_DAY_MS) return [];
  const process = simulation.processes.find(candidate => candidate?.alive);
  if (!process || simulation.disk.full) return [];
  const charged = documented(simulation.model.charged());
  const counted = await process.counted();
  if (charged <= counted) return [];
  return [
    { kind: 'charged more than counted', text: `${charged} credits charged, ${counted} spent or reserved` },
  ];
}

/** Each charged credit fits into the ceiling of a call that was open when its request left. */
function overCeilings(simulation: Simulation): Violation[] {
  const left = new Map(simulation.calls.map(({ id, ceiling }) => [id, ceiling]));
  const paidBy = new Map<number, number[]>();
  const requests = simulation.model.received;
  // Credits move from call to call until each has one that can pay it.
  const place = (credit: number, tried: Set<number>): boolean => {
    const causes = requests[credits[credit]?.request ?? -1]?.causes ?? [];
    for (const call of causes) {
      if (tried.has(call)) continue;
      tried.add(call);
      const held = paidBy.get(call) ?? [];
      const moved =
        held.length < (left.get(call) ?? 0) ? held.length : held.findIndex(other => place(other, tried));
      if (moved < 0) continue;
      held[moved] = credit;
      paidBy.set(call, held);
      return true;
    }
    return false;
  };
  const credits = simulation.model
    .charged()
    .filter(({ request }) => (requests[request]?.causes.length ?? 0) > 0)
    .flatMap(charge => Array.from({ length: Math.min(charge.credits, charge.price) }, () => charge));
  for (let i = 0; i < credits.length; i++) {
    if (place(i, new Set())) continue;
    const charge = credits[i] as Charge;
    const text = `request ${charge.request} for ${charge.item} is paid by no call's ceiling`;
    return [{ kind: `over a call's ceiling: ${routeOf(simulation, charge)}`, text }];
  }
  return [];
}

/** The walls of configuration hold for what is really charged. */
function overWalls({ scenario, model, time, calls, skewMs }: Simulation): Violation[] {
  const violations: Violation[] = [];
  const charged = model.charged();
  for (const name of new Set(calls.map(call => call.process))) {
    const wall = scenario.processes[Number.parseInt(name, 10)]?.maxCredits;
    const mine = documented(charged.filter(({ request }) => model.received[request]?.process === name));
    if (wall !== undefined && mine > wall)
      violations.push({
        kind: 'process wall crossed',
        text: `${mine} of ${wall} credits by process ${name}`,
      });
  }
  const today = documented(charged.filter(({ at }) => at > time.now - ALMOST_A_DAY_MS + skewMs));
  if (scenario.perDay !== undefined && today > scenario.perDay)
    violations.push({ kind: 'day wall crossed', text: `${today} of ${scenario.perDay} credits in a day` });
  return violations;
}

/** Snov.io's own limits are kept before it has to refuse. */
function overLimits({ model }: Simulation): Violation[] {
  return model.limitsBroken.map(text => ({
    kind: text.includes('minute') ? 'faster than a request a second' : 'hourly quota exceeded',
    text,
  }));
}

function lateAnswers({ calls, time }: Simulation): Violation[] {
  return calls.flatMap(call => {
    if (call.died) return [];
    const cancelled = call.cancelledAt !== undefined && call.cancelledAt < call.deadline;
    const due = cancelled ? (call.cancelledAt ?? 0) + AT_ONCE_MS : call.deadline + SLACK_MS;
    const at = call.answeredAt ?? time.now;
    if (at <= due) return [];
    const kind = cancelled ? 'cancelled call goes on' : 'answered after its deadline';
    return [{ kind: `${kind}: ${call.tool}`, text: `call ${call.id}: due ${due}, at ${at}` }];
  });
}

/** No charged request leaves for a call that is answered or cancelled. */
function strayCharges({ model }: Simulation): Violation[] {
  return model.received
    .filter(({ charged, causes }) => charged && causes.length === 0)
    .map(({ route, items, at }) => ({
      kind: `charged request of no open call: ${route}`,
      text: `${items} at ${at}`,
    }));
}

/** What Snov.io says is never told otherwise. Unpaid misses may rest on documented refusals. */
function untrueAnswers(simulation: Simulation): Violation[] {
  return simulation.calls.flatMap(call =>
    toldBy(call)
      .filter(told => isConclusion(told.status) && !isTrue(told))
      .filter(told => told.status !== 'not_found' || !isRefused(simulation, call, told.item))
      .map(({ item, status }) => ({
        kind: `told ${status} untruly: ${item.split(':')[0]}`,
        text: `call ${call.id} says ${status} of ${item}`,
      })),
  );
}

/** What is told as queued was queued, or nobody can tell. */
function untrulyQueued({ calls, model }: Simulation): Violation[] {
  return calls.flatMap(call =>
    toldBy(call)
      .filter(({ status }) => status === 'queued')
      .filter(({ item }) => {
        const about = model.received.filter(({ charged, items }) => charged && items.includes(item));
        return !about.some(({ performed, ambiguous, act }) => performed || ambiguous || act.includes('late'));
      })
      .map(({ item }) => ({ kind: `told queued untruly: ${call.tool}`, text: `${item} was refused` })),
  );
}

/**
 * Snov.io itself said "unknown", before it took any credit. What another call pays later makes that no less true. A 404
 * says so of domains and of people at domains; in other places the method may be gone.
 */
function isRefused({ model }: Simulation, call: CallRecord, item: string): boolean {
  const refuses = ({ act, route }: Received) =>
    act === 'success false' || (act === '404' && /^(find\.v2|domain)/.test(route));
  return model.received
    .filter(
      request => refuses(request) && request.items.includes(item) && request.at <= (call.answeredAt ?? 0),
    )
    .some(refusal => !model.charges.some(charge => charge.item === item && charge.at <= refusal.at));
}

/** Each credit is told as spent once, and only when it was charged; where the sources disagree, at most its price. */
function toldTooMuch({ calls, model }: Simulation): Violation[] {
  const answers = calls.flatMap(({ answer }) => answer ?? []);
  const spent = answers.reduce((sum, { credits }) => sum + credits.spent, 0);
  const estimated = answers.some(({ credits }) => credits.estimated);
  const sent = model.received
    .filter(({ charged }) => charged)
    .reduce((sum, { items, route }) => sum + (route.startsWith('domain.v1') ? 10 : items.length), 0);
  const charged = model.charges.reduce((sum, { credits }) => sum + credits, 0);
  const most = estimated ? Math.max(sent, charged) : charged;
  return spent <= most
    ? []
    : [{ kind: 'told more than charged', text: `${spent} told as spent, at most ${most} charged` }];
}

/** What an answer tells as paid, now and earlier, is no more than what it is about can have cost. */
function toldMoreThanItCost({ calls, model }: Simulation): Violation[] {
  return calls.flatMap(({ id, tool, wants, answer }) => {
    if (!answer) return [];
    const { spent, paidEarlier = 0 } = answer.credits;
    // The people of a domain are asked about one by one: of such a call everything counts.
    const isAbout = (item: string) => tool === 'search_domain_emails' || wants.has(item);
    const sent = model.received
      .filter(({ charged }) => charged)
      .reduce((sum, { items, route }) => sum + items.filter(isAbout).length * priceOf(route), 0);
    const charged = model.charges
      .filter(({ item }) => isAbout(item))
      .reduce((sum, { credits }) => sum + credits, 0);
    const most = Math.max(sent, charged);
    if (spent + paidEarlier <= most) return [];
    const text = `call ${id}: ${spent} spent and ${paidEarlier} paid earlier, at most ${most} charged`;
    return [{ kind: `told more than it cost: ${tool}`, text }];
  });
}

const priceOf = (route: string): number => (route.startsWith('domain.v1') ? 10 : 1);

function unbounded({ time, disk, model, calls, crashes }: Simulation): Violation[] {
  const violations: Violation[] = crashes.map(text => ({ kind: 'unhandled rejection', text }));
  if (disk.endless) violations.push({ kind: 'store read without end', text: 'thousands of reads in a turn' });
  if (time.timers > MOST_TIMERS) violations.push({ kind: 'timers pile up', text: `${time.timers} timers` });
  const most = 200 + 150 * calls.length;
  if (model.received.length > most)
    violations.push({ kind: 'requests without end', text: `${model.received.length} requests` });
  return violations;
}
