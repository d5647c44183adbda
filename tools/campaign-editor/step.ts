import { z } from 'zod';

const optional = (description: string) => z.string().optional().describe(description);

const StepInput = z.strictObject({
  type: z.enum(['email', 'delay', 'trigger', 'goal', 'linkedin']).describe('Type'),
  ref: optional('Default 1, 2, …'),
  next: optional('ref after it'),
  yes: optional('ref if so'),
  no: optional('ref if not'),
  wait: optional('Of delay, trigger: 3 days'),
  action: optional('Of linkedin, trigger: message, open'),
  goalName: optional('Of a goal'),
  contentSlots: z.int().min(1).max(15).optional().describe('A/B variants of email'),
  subject: optional('Of in_mail'),
  body: optional('Of LinkedIn texts'),
  value: z.array(z.int().min(1).max(5)).optional().describe('Skills or levels'),
});

export type StepInput = z.output<typeof StepInput>;

/** The steps of a campaign. */
export const steps = z.array(StepInput).min(1).max(100).describe('The first one begins');

/** A step with a name. */
export type NamedStep = StepInput & { readonly ref: string };
