import { z } from 'zod';
import { anyArray } from '../../src/snovio/shapes/fields.ts';
import { UpstreamProspect } from '../../src/snovio/shapes/prospect.ts';

/** `data` is one object in one method and an array in the other; a miss may come as `success: false` or without data. */
export const UpstreamProspects = z.object({ data: anyArray(UpstreamProspect).optional() });
