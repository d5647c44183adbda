import { z } from 'zod';
import { anId, maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { given, invalid } from '../shared/check.ts';
import { numbers, success } from './answers.ts';
import { checkSteps, linked, named, type Step, stepBody } from './sequence.ts';
import type { NamedStep, StepInput } from './step.ts';
import { waitText } from './wait.ts';

/** Of content, Snov.io wants these three back [C:ref]. */
const Block = z.object({
  id: z.unknown(),
  plain_text: z.unknown().optional(),
  usage: z.unknown().optional(),
});

/**
 * What a step that stays keeps, unless the call says otherwise, is sent back as it came. An e-mail step always has content
 * [C:ref]: sent back without it, it might lose its mails.
 */
const UpstreamStep = z
  .looseObject({ _ref: anId, type: z.string(), content: z.array(Block).optional() })
  .refine(({ type, content }) => type !== 'email' || content?.length);

type UpstreamStep = z.output<typeof UpstreamStep>;

const UpstreamSteps = unlessRefused(
  z.object({ ...success, data: z.object({ sequence: z.object({ steps: z.array(UpstreamStep) }) }) }),
);

/** The steps of a campaign as they are. */
export async function readSteps(path: string, { snovio, call }: Context): Promise<UpstreamStep[]> {
  return (await snovio.read({ method: 'GET', path }, UpstreamSteps, call)).data.sequence.steps;
}

/**
 * The sequence that takes the place of another one. Numbers stand for steps that stay, all other names make new steps
 * [C:ref]; a step that stays keeps what the call does not give, but its links.
 * @throws SnovioError `invalid_input`
 */
export function replacement(steps: readonly StepInput[], before: readonly UpstreamStep[]) {
  const old = new Map(before.map(step => [step._ref, step]));
  for (const [index, { ref = '', type, contentSlots }] of steps.entries()) {
    const kept = old.get(ref.trim());
    if (!kept && /^\d+$/.test(ref.trim()))
      throw invalid(
        `steps[${index}]`,
        'a ref of digits has to be a stepId of get_campaign; name new steps by words.',
        given(ref),
      );
    if (kept && kept.type !== type)
      throw invalid(
        `steps[${index}]`,
        'the type of a step cannot be changed; leave the step out and add one with a ref of its own.',
      );
    if (kept && contentSlots !== undefined && contentSlots !== kept.content?.length)
      throw invalid(`steps[${index}]`, 'contentSlots: leave it out, it is of new steps only.');
  }
  const all = linked(named(steps));
  const whole = all.map(step => ({ ...keptFields(old.get(step.ref)), ...step }));
  checkSteps(whole);
  const ids = new Map(all.map(({ ref }, index) => [ref, old.has(ref) ? ref : `new-${index + 1}`]));
  const bodies = all.map((step, index) => {
    const body = stepBody({ ...step, action: whole[index]?.action }, ref => ids.get(ref) ?? ref);
    return withKept(body, old.get(step.ref));
  });
  const deleted = before.filter(step => !ids.has(step._ref)).length;
  return { sequence: { entry: bodies[0]?._ref, steps: bodies }, deleted };
}

const KeptFields = z.object({
  waiting_type: maybeText,
  waiting_val: maybeNumber,
  action: maybeText,
  goal_name: maybeText,
  subject: maybeText,
  body: z.string().optional().catch(undefined),
  value: z.unknown().optional().transform(numbers),
});

/** The fields of a step that stays by the names of arguments, for the rules. */
function keptFields(step: UpstreamStep | undefined): Partial<NamedStep> {
  if (!step) return {};
  const kept = KeptFields.parse(step);
  return {
    wait: waitText(kept.waiting_type, kept.waiting_val),
    action: kept.action,
    goalName: kept.goal_name,
    ...(step.type !== 'email' && { subject: kept.subject, body: kept.body }),
    value: kept.value,
  };
}

/** What the call does not say of a step that stays. */
function withKept(body: Step, step: UpstreamStep | undefined): Step {
  if (!step) return body;
  const { next: _, yes: __, no: ___, content, ...rest } = step;
  return { ...rest, ...body, ...(content && { content, content_slots: content.length }) };
}
