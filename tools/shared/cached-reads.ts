import type { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import { inTime } from '../../src/snovio/transport/wait.ts';
import type { Context } from '../../src/tool.ts';

const SECONDS = 60;

/** What was read, and when the answer came (`performance.now()`). */
export interface Dated<T> {
  readonly answer: T;
  readonly at: number;
}

/** A read that calls share: always with the same shape for the same request. @param seconds how old its answer may be; 0: no call has it yet */
export async function readDated<S extends z.ZodType>(
  request: ApiRequest,
  shape: S,
  { snovio, call }: Context,
  seconds: number,
): Promise<Dated<z.output<S>>> {
  let isOwn = false;
  const load = async () => {
    isOwn = true;
    return { answer: await snovio.read(request, shape, call), at: performance.now() };
  };
  const shared = snovio.remember(keyOf(request), seconds, load);
  if (isOwn) return shared;
  try {
    return await inTime(shared, call, late);
  } catch (error) {
    // The load belongs to the call that asked first, and ends with it. This call may have time left.
    const isOver = call.signal.aborted || performance.now() >= call.deadline;
    if (isOver || !mayEndWithItsCall(error)) throw error;
    return load();
  }
}

/** Whoever reads this next gets what Snov.io says from now on. */
export function outdate(request: ApiRequest, { snovio }: Context): void {
  snovio.outdate(keyOf(request));
}

function keyOf(request: ApiRequest): string {
  return JSON.stringify(request);
}

/** Whether a read may have failed only because its call was cancelled or had no time left. */
function mayEndWithItsCall(error: unknown): boolean {
  if (hasCode(error, 'cancelled')) return true;
  if (!(error instanceof SnovioError) || error.facts.givenUp) return false;
  return error.code === 'upstream_unavailable' || (error.code === 'rate_limited' && !!error.facts.neverSent);
}

/** For whoever waits for another call's work longer than its own time. */
export function late(): SnovioError {
  return new SnovioError('upstream_unavailable', {
    message: 'Snov.io did not answer in time. Try again in a minute.',
  });
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
