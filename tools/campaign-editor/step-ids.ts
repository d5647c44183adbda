import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, given, id } from '../../src/text/roles.ts';
import type { UpstreamCampaign } from './answers.ts';

/** What the tools for texts need of the steps that were written. */
export const StepIds = z.array(
  z.object({
    ref: given.optional(),
    stepId: id,
    type: fact.optional(),
    contentIds: z.array(id).optional(),
  }),
);

/** @param names what the call named the steps, by id */
export function stepIds({ sequence }: UpstreamCampaign, names: ReadonlyMap<string, string>) {
  return sequence.steps.map(({ _ref, type, content = [] }) => ({
    stepId: _ref,
    ...dropEmpty({ ref: names.get(_ref), type, contentIds: content.map(block => block.id) }),
  }));
}
