import { z } from 'zod';
import type { CallContext } from '../../src/snovio/call-context.ts';
import type { Flow, Spending } from '../../src/snovio/flows/flow.ts';
import { queueItems } from '../../src/snovio/flows/queue-items.ts';
import type { Snovio } from '../../src/snovio/snovio.ts';
import { words } from '../../src/text/roles.ts';
import { Credits, queuedFacts } from '../shared/outputs.ts';

/** What a raw step that queues one search answers. */
export const stepOutput = z.object({ ...queuedFacts, note: words.optional(), credits: Credits });

/** Queues the only item of such a step. @param estimated the sources disagree on the price */
export async function queueOne<I, A>(
  snovio: Snovio,
  flow: Flow<I, A>,
  input: I,
  options: Spending & { readonly call: CallContext; readonly estimated: boolean },
) {
  const how = { ...options, what: 'one search' };
  const { items, ...facts } = await queueItems(snovio, flow, [input], how);
  const [first] = items;
  return { status: first?.status ?? ('error' as const), reason: first?.reason, ...facts };
}
