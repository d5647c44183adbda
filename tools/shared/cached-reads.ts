import type { z } from 'zod';
import { hasCode } from '../../src/errors.ts';
import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import type { Context } from '../../src/tool.ts';

const SECONDS = 60;

/** A read whose answer may be a minute old: what several tools need only to check their arguments. */
async function readKept<S extends z.ZodType>(
  request: ApiRequest,
  shape: S,
  { snovio, call }: Context,
): Promise<z.output<S>> {
  const load = () => snovio.read(request, shape, call);
  try {
    return await snovio.remember(request.path, SECONDS, load);
  } catch (error) {
    // The load belongs to the call that asked first; that call was cancelled, this call was not.
    if (hasCode(error, 'cancelled') && !call.signal.aborted) return load();
    throw error;
  }
}

/** How old an answer may be: `kept` up to a minute, `fresh` asked anew. */
export type Age = 'kept' | 'fresh';

/** A read that is shared or asked anew. */
export function readAged<S extends z.ZodType>(request: ApiRequest, shape: S, context: Context, age: Age) {
  return age === 'kept'
    ? readKept(request, shape, context)
    : context.snovio.read(request, shape, context.call);
}
