import type { z } from 'zod';
import { hasCode } from '../../src/errors.ts';
import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import type { Context } from '../../src/tool.ts';

const SECONDS = 60;

/** What was read, and when the answer came (`performance.now()`). */
export interface Dated<T> {
  readonly answer: T;
  readonly at: number;
}

/** A read that calls share. @param seconds how old its answer may be; 0: no call has it yet */
export async function readDated<S extends z.ZodType>(
  request: ApiRequest,
  shape: S,
  { snovio, call }: Context,
  seconds: number,
): Promise<Dated<z.output<S>>> {
  const load = async () => ({ answer: await snovio.read(request, shape, call), at: performance.now() });
  try {
    return await snovio.remember(request.path, seconds, load);
  } catch (error) {
    // The load belongs to the call that asked first; that call was cancelled, this call was not.
    if (hasCode(error, 'cancelled') && !call.signal.aborted) return load();
    throw error;
  }
}

/** How old an answer may be: `kept` up to a minute, `fresh` asked anew. */
export type Age = 'kept' | 'fresh';

/** A read that is shared or asked anew. */
export async function readAged<S extends z.ZodType>(
  request: ApiRequest,
  shape: S,
  context: Context,
  age: Age,
): Promise<z.output<S>> {
  if (age === 'fresh') return context.snovio.read(request, shape, context.call);
  return (await readDated(request, shape, context, SECONDS)).answer;
}
