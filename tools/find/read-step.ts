import { z } from 'zod';
import { hasCode } from '../../src/errors.ts';
import type { CallContext } from '../../src/snovio/call-context.ts';
import type { Snovio } from '../../src/snovio/snovio.ts';
import type { Found, Step } from '../../src/snovio/tasks/method.ts';

type Reading<A> = readonly Found<A>[];

/** Runs the free read of a legacy pair; Snov.io answers 404 for what it does not know. */
export async function readStep<A>(
  step: Step<Reading<A>>,
  snovio: Snovio,
  call: CallContext,
): Promise<Reading<A>> {
  try {
    return step.read(await snovio.read(step.request, z.unknown(), call));
  } catch (error) {
    if (hasCode(error, 'not_found')) return [];
    throw error;
  }
}
