import { type CallRecord, reading, toldBy } from './calls.ts';
import type { Violation } from './invariants.ts';
import { listKey } from './model/domain.ts';
import { hasAddress, rowsOf } from './model/world.ts';
import type { Simulation } from './simulation.ts';
import { isConclusion, isTrue, leavesDoubt, trueStatuses } from './truth.ts';

// The end of every scenario: the faults are over, time passes, and each call is repeated. Whatever was charged has to
// come out, at no further cost.

/** Waits before each further repetition, in seconds: more than a day, however the wall clock jumps. */
const WAITS = [61, 1200, 4200, 21_600, 100_000];
const PLENTY = 1000;
const FEW = 0.05;
/** A long list takes minutes at a request a second. */
const MOST_REPETITIONS = 40;

/** Runs the end of a scenario. @returns what did not come out */
export async function conclude(simulation: Simulation): Promise<Violation[]> {
  simulation.adversary.honest = true;
  simulation.disk.full = false;
  for (const process of simulation.processes) if (process) process.commitsLeft = Number.POSITIVE_INFINITY;
  await simulation.settle();
  const asked = questions(simulation);
  await simulation.time.advance(65_000);
  const idle = await probe(simulation);
  await simulation.time.advance(130_000);
  const restless = atWork(simulation);
  const told = new Map<string, string>();
  if (simulation.scenario.promptly) {
    await repeat(simulation, asked, { maxCredits: 0 }, told);
    idle.push(...tardy(simulation, undelivered(simulation, told)));
  }
  const paid = new Set(simulation.model.charged().map(({ item }) => item));
  const refused = (await repeat(simulation, asked, {}, told)).filter(call => isRefused(call, paid));
  await repeat(simulation, asked, { maxCredits: 0 }, told);
  for (const seconds of WAITS) {
    if (undelivered(simulation, told).length === 0) break;
    await simulation.time.advance(seconds * 1000);
    await repeat(simulation, asked, { maxCredits: 0 }, told);
  }
  const missing = undelivered(simulation, told);
  let lists = await repeat(simulation, asked, { maxCredits: PLENTY }, told);
  for (let n = 0; n < MOST_REPETITIONS && lists.some(isRunning); n++) {
    lists = await repeat(simulation, asked, { maxCredits: PLENTY }, told);
  }
  const short = lists.flatMap(call => shortLists(simulation, call));
  return [...restless, ...idle, ...(simulation.lostWrites ? [] : refused.map(refusal)), ...missing, ...short];
}

/** When all calls are answered and two windows have passed, a process has nothing left to do, and keeps nothing. */
function atWork({ processes }: Simulation): Violation[] {
  return processes
    .filter(process => process?.alive && process.busy)
    .map(() => ({ kind: 'never at rest', text: 'a process keeps items that nobody waits for' }));
}

/** A few items need more reads than the quota has left; most are delivered at once. */
function tardy({ model }: Simulation, late: readonly Violation[]): Violation[] {
  if (late.length <= model.charged().length * FEW) return [];
  return [{ kind: 'not delivered in good time', text: `${late.length} of ${model.charged().length}` }];
}

function isRunning({ answer }: CallRecord): boolean {
  return /still running|pending|deadline|rate_limit/.test(answer?.note ?? '');
}

/** The different calls that were made, as calls that only read. */
function questions({ calls }: Simulation): Pick<CallRecord, 'on' | 'tool' | 'args'>[] {
  const unique = new Map(
    calls.map(call => {
      const question = { on: call.on, ...reading(call) };
      return [JSON.stringify(question), question] as const;
    }),
  );
  return [...unique.values()];
}

async function repeat(
  simulation: Simulation,
  asked: readonly Pick<CallRecord, 'on' | 'tool' | 'args'>[],
  options: { maxCredits?: number },
  told: Map<string, string>,
): Promise<CallRecord[]> {
  const made: CallRecord[] = [];
  for (const { on, tool, args } of asked) {
    const call = simulation.start(on, tool, { ...args, ...options });
    await simulation.settle();
    made.push(call);
    for (const { item, status, reason } of toldBy(call)) told.set(item, wordOf(status, reason));
    if (call.error && tool === 'get_profile_by_email') told.set(`profile:${args.email}`, call.error.code);
  }
  return made;
}

function wordOf(status: string, reason: string | undefined): string {
  return status === 'error' ? (reason ?? 'error') : status;
}

/**
 * A limit keeps nobody from answers that are paid for already: what they hold is held for them. How much of a list a call
 * may need is more than the page that it begins with.
 */
function isRefused({ tool, wants, error }: CallRecord, paid: ReadonlySet<string>): boolean {
  const isPaid =
    tool !== 'search_domain_emails' && wants.size > 0 && [...wants].every(item => paid.has(item));
  return isPaid && error?.code === 'credit_ceiling';
}

function refusal({ tool, error }: CallRecord): Violation {
  return { kind: `refused though paid: ${tool}`, text: error?.message ?? '' };
}

/** Charged items that no repetition delivers, though they were delivered before or nothing put them in doubt. */
function undelivered(simulation: Simulation, told: ReadonlyMap<string, string>): Violation[] {
  const { model, scenario } = simulation;
  const charged = new Set(model.charged().map(({ item }) => item));
  return [...charged].flatMap(item => {
    const status = told.get(item);
    if (status === undefined) return [];
    if (isConclusion(status)) return [];
    const route = model.received.find(request => request.charged && request.items.includes(item))?.route;
    const family = item.split(':')[0];
    const delivered = simulation.calls.some(call =>
      toldBy(call).some(told => told.item === item && isTrue(told)),
    );
    const doubt = /^(in_doubt|task_lost)$/.test(status);
    const excused =
      simulation.lostWrites ||
      model.received.some(request => leavesDoubt(request, item)) ||
      scenario.faults.always !== undefined;
    if (doubt && excused && !delivered) return [];
    if (status === 'not_run' && isFreeMiss(simulation, item)) return [];
    const kind = delivered ? 'delivered before, lost now' : 'charged and not delivered';
    return [{ kind: `${kind}: ${family} ${status}`, text: `${item} (${route}) is told ${status}` }];
  });
}

/** Whether the item's last answer is a miss that cost nothing: that is kept for a day. */
function isFreeMiss({ model }: Simulation, item: string): boolean {
  const lastAsked = model.received.findLastIndex(
    ({ charged, performed, items }) => charged && performed && items.includes(item),
  );
  const isPaid = model.charges.some(
    ({ request, item: charged }) => request === lastAsked && charged === item,
  );
  return trueStatuses(item).includes('not_found') && !isPaid;
}

/** A new question to an honest Snov.io is answered, whatever happened a minute ago. */
async function probe(simulation: Simulation): Promise<Violation[]> {
  const { scenario } = simulation;
  if (scenario.faults.always || scenario.plan) return [];
  const violations: Violation[] = [];
  for (const on of scenario.processes.keys()) {
    const call = simulation.start(on, 'verify_emails', {
      emails: [`probe${on}@acme.example`],
      maxCredits: 1,
    });
    await simulation.settle();
    const [result] = call.answer?.results ?? [];
    const word = call.error?.code ?? wordOf(result?.status ?? '', result?.reason);
    if (/^(valid|pending)$/.test(word) || result?.reason === 'credit_ceiling') continue;
    if (word === 'credit_ceiling') continue;
    violations.push({
      kind: `not served by an honest Snov.io: ${word}`,
      text: JSON.stringify(call.answer ?? call.error),
    });
  }
  return violations;
}

/** Acts that may well cut a list, or leave a page of it in doubt. */
const CUTTING = /^(ok|short|reordered|unreachable|429.*|text 429|refused 429|quota.*|5?reset|upper|trimmed)$/;

/** A list that says it has ended is whole. */
function shortLists(simulation: Simulation, call: CallRecord): Violation[] {
  if (call.tool !== 'search_domain_emails' || !call.answer || call.args.next) return [];
  const { domain = '', limit = 25, positions } = call.args;
  const key = listKey(domain, positions ? `people:${positions}` : 'all');
  const clean = simulation.model.received.every(
    ({ act, route }) => !route.startsWith('domain') || CUTTING.test(act),
  );
  if (!clean || simulation.lostWrites) return [];
  const all = rowsOf(domain, key).slice(0, limit);
  const whole = positions ? all.filter((_, place) => hasAddress(place)).length : all.length;
  const { emails = [], next, note } = call.answer;
  if (emails.length >= whole || next !== undefined || /Cut short|failed/.test(note ?? '')) return [];
  const text = `${emails.length} of ${whole} rows, no next; ${note ?? 'no note'}`;
  return [{ kind: 'list ends early', text }];
}
