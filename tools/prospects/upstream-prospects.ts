import { z } from 'zod';
import { anyArray, maybeFlag } from '../../src/snovio/shapes/fields.ts';
import { UpstreamProspect } from '../../src/snovio/shapes/prospect.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** `data` is one object in one method and an array in the other. A miss may come as `success: false`, without data. */
export const UpstreamProspects = z
  .object({
    success: maybeFlag,
    data: z.unknown().refine(isObject).pipe(anyArray(UpstreamProspect)).optional(),
  })
  .refine(({ success, data }) => data !== undefined || success === false)
  .transform(({ success: _, ...rest }) => rest);
