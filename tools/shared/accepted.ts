import { z } from 'zod';
import { accepted } from '../../src/snovio/transport/answer.ts';

/** The shape of an answer that is no refusal: one with `success: false` is `refused`, with what Snov.io says in it. */
export function unlessRefused<S extends z.ZodType>(shape: S) {
  return z.unknown().transform(accepted).pipe(shape);
}
