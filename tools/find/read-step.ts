import { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import type { CallContext } from '../../src/snovio/call-context.ts';
import type { Snovio } from '../../src/snovio/snovio.ts';
import type { Found, Step } from '../../src/snovio/tasks/method.ts';

/**
 * Runs the free read of a legacy pair about one item; Snov.io answers 404 for what it does not know.
 * @throws SnovioError `upstream_malformed` for an answer that says nothing: it is not told as "not found"
 */
export async function readStep<A>(
  step: Step<readonly Found<A>[]>,
  snovio: Snovio,
  call: CallContext,
): Promise<Found<A> | undefined> {
  try {
    const [found] = step.read(await snovio.read(step.request, z.unknown(), call));
    if (found?.state === 'unclear') throw new SnovioError('upstream_malformed');
    return found;
  } catch (error) {
    if (hasCode(error, 'not_found')) return undefined;
    throw error;
  }
}
