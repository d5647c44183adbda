import { invalid } from '../shared/check.ts';
import type { NamedStep, StepInput } from './step.ts';
import { checkStep } from './step-rules.ts';
import { waitOf } from './wait.ts';

/** A step as Snov.io reads it. */
export interface Step {
  readonly _ref: string;
  readonly [field: string]: unknown;
}

/** The steps under numbers, as in the sample [C:ref], and what the call named them. */
export interface Sequence {
  readonly sequence: { readonly entry: string; readonly steps: readonly Step[] };
  /** By number. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The sequence of a new campaign.
 * @param firstId the number of the first step; the others follow it
 * @throws SnovioError `invalid_input`
 */
export function sequenceOf(given: readonly StepInput[], firstId: number): Sequence {
  const all = linked(named(given));
  checkSteps(all);
  const ids = new Map(all.map(({ ref }, index) => [ref, String(firstId + index)]));
  const steps = all.map(step => stepBody(step, ref => ids.get(ref) ?? ref));
  const names = new Map([...ids].map(([ref, id]) => [id, ref]));
  return { sequence: { entry: String(firstId), steps }, names };
}

/** @throws SnovioError `invalid_input` */
export function checkSteps(all: readonly NamedStep[]): void {
  if (new Set(all.map(({ ref }) => ref)).size < all.length)
    throw invalid('steps', 'each ref may stand for one step only; give each step its own.');
  for (const [index, step] of all.entries()) checkStep(step, index, all);
  checkReach(all);
}

/** Steps without a name go by their position. */
export function named(given: readonly StepInput[]): NamedStep[] {
  return given.map((step, index) => ({ ...step, ref: step.ref?.trim() || String(index + 1) }));
}

/** Without any link the steps follow each other; with links, nothing is added to them. */
export function linked(all: NamedStep[]): NamedStep[] {
  if (all.some(({ next, yes, no }) => next || yes || no)) return all;
  return all.map((step, index) => {
    const next = all[index + 1]?.ref;
    return next === undefined || step.type === 'trigger' || step.type === 'goal' ? step : { ...step, next };
  });
}

/** A step that was meant to follow and is not linked would never run, and nobody would be told. */
function checkReach(all: readonly NamedStep[]): void {
  const byRef = new Map(all.map(step => [step.ref, step]));
  const reached = new Set(all.slice(0, 1));
  // A set that grows is walked on to its end.
  for (const { next, yes, no } of reached)
    for (const ref of [next, yes, no]) {
      const step = byRef.get(ref?.trim() ?? '');
      if (step) reached.add(step);
    }
  const lost = all.findIndex(step => !reached.has(step));
  if (lost >= 0)
    throw invalid(
      `steps[${lost}]`,
      'no step leads to it. Where one step has links, give all of them their next.',
    );
}

/** @param idOf what a step is called upstream */
export function stepBody(step: NamedStep, idOf: (ref: string) => string): Step {
  const link = (ref: string | undefined) => (ref ? idOf(ref.trim()) : undefined);
  const isLinear = step.type !== 'trigger' && step.type !== 'goal';
  const body = {
    _ref: idOf(step.ref),
    type: step.type,
    next: isLinear ? (link(step.next) ?? null) : undefined,
    yes: link(step.yes),
    no: link(step.no),
    ...waitOf(step.wait),
    action: step.action,
    goal_name: step.goalName,
    content_slots: step.type === 'email' ? (step.contentSlots ?? 1) : undefined,
    subject: step.subject,
    body: step.body,
    value: step.action === 'endorse_skills' ? step.value?.[0] : step.value,
  };
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  ) as unknown as Step;
}
