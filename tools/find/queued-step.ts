import { z } from 'zod';
import type { StartedAnswer } from '../../src/snovio/flows/single.ts';
import { Credits, queuedFacts } from '../shared/outputs.ts';

/** What a raw step that queues one search answers. */
export const stepOutput = z.object({ ...queuedFacts, note: z.string().optional(), credits: Credits });

/** The answer for the only item of such a step. */
export function singleStep({ items, ...facts }: StartedAnswer) {
  const [first] = items;
  return { status: first?.status ?? ('error' as const), reason: first?.reason, ...facts };
}
