import { invalid } from '../shared/check.ts';
import type { NamedStep, StepInput } from './step.ts';
import { checkStep } from './step-rules.ts';

/** A step as Snov.io reads it. */
interface Step {
  readonly _ref: string;
  readonly [field: string]: unknown;
}

/** The steps under numbers, as Snov.io's own app names them, and what the call named them. */
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
  const ids = new Map(all.map(({ ref }, index) => [ref, String(firstId + index)]));
  if (ids.size < all.length) throw invalid('steps', 'each ref may stand for one step only.');
  for (const [index, step] of all.entries()) checkStep(step, index, all);
  const sent = all.map(step => stepBody(step, ref => ids.get(ref) ?? ref));
  const names = new Map([...ids].map(([ref, id]) => [id, ref]));
  return { sequence: { entry: String(firstId), steps: sent }, names };
}

function named(given: readonly StepInput[]): NamedStep[] {
  return given.map((step, index) => ({ ...step, ref: step.ref?.trim() || String(index + 1) }));
}

/** Without any link the steps follow each other; with links, nothing is added to them. */
function linked(all: NamedStep[]): NamedStep[] {
  if (all.some(({ next, yes, no }) => next || yes || no)) return all;
  return all.map((step, index) => {
    const next = all[index + 1]?.ref;
    return next === undefined || step.type === 'trigger' || step.type === 'goal' ? step : { ...step, next };
  });
}

function stepBody(step: NamedStep, idOf: (ref: string) => string): Step {
  const link = (ref: string | undefined) => (ref ? idOf(ref.trim()) : undefined);
  const isLinear = step.type !== 'trigger' && step.type !== 'goal';
  const body = {
    _ref: idOf(step.ref),
    type: step.type,
    next: isLinear ? (link(step.next) ?? null) : undefined,
    yes: link(step.yes),
    no: link(step.no),
    waiting_type: step.waitingType,
    waiting_val: step.waitingVal,
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
