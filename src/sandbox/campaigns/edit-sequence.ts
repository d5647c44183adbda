import { type Content, emptyContent, type Step } from '../state/campaign-plan.ts';

/** A sequence as a request writes it; it has been checked. */
interface Sequence {
  entry: string;
  steps: Step[];
}

/**
 * The steps of a campaign after a request that replaces them as a whole. A number that names an existing step keeps it, with
 * the texts of the blocks that `content` lists; all else is new and without texts [C:ref].
 * @param before the steps that were there
 * @param nextId the number of the first new step
 */
export function newSequence({ entry, steps }: Sequence, before: readonly Step[], nextId: number): Sequence {
  // GUESS: numbers of one's own are kept in a new campaign, as in the sample; all other references become numbers.
  const isKept = ({ _ref }: Step) =>
    before.length > 0 ? before.some(step => step._ref === _ref) : /^\d+$/.test(_ref);
  const ids = new Map(
    steps.map((step, index) => [step._ref, isKept(step) ? step._ref : String(nextId + index)]),
  );
  const idOf = (ref: string) => ids.get(ref) ?? ref;
  const linked = steps.map(step => ({
    ...step,
    _ref: idOf(step._ref),
    ...(step.next !== undefined && { next: step.next === null ? null : idOf(step.next) }),
    ...(step.yes !== undefined && { yes: idOf(step.yes) }),
    ...(step.no !== undefined && { no: idOf(step.no) }),
  }));
  return { entry: idOf(entry), steps: linked.map(step => withContent(step, before)) };
}

/** GUESS: blocks that are missing are added without texts, and those beyond `content_slots` are dropped. */
function withContent(step: Step, before: readonly Step[]): Step {
  const { content: listed = [], content_slots: slots = 1, ...rest } = step;
  if (step.type !== 'email') return rest;
  const old = before.find(({ _ref }) => _ref === step._ref)?.content ?? [];
  const kept = old.flatMap((block): Content[] => {
    const listing = listed.find(({ id }) => id === block.id);
    return listing ? [{ ...block, plain_text: listing.plain_text, usage: listing.usage }] : [];
  });
  const fresh = emptyContent(step._ref, slots).filter(({ id }) => !kept.some(block => block.id === id));
  return { ...rest, content_slots: slots, content: [...kept, ...fresh].slice(0, slots) };
}

/** Why a replacement of the steps is refused, if it is [C:ref]. */
export function replacementProblem(steps: readonly Step[], before: readonly Step[]): string | undefined {
  for (const step of steps) {
    const old = before.find(({ _ref }) => _ref === step._ref);
    if (!old) {
      if (/^\d+$/.test(step._ref)) return 'a numeric _ref must name an existing step';
      continue;
    }
    if (old.type !== step.type) return 'the type of a step cannot be changed';
    if (old.type === 'email' && !Array.isArray(step.content)) return 'content is required for existing steps';
  }
  return undefined;
}
