import { z } from 'zod';
import { type Prospect, shapeProspect, UpstreamProspect } from '../shapes/prospect.ts';
import type { Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';

/** The owner of an address; without `prospect`: nothing is known, and nothing was charged. */
export interface OwnerProfile {
  readonly prospect?: z.output<typeof Prospect> | undefined;
}

/** How an unknown owner is answered is not documented. `success: false` without any text is taken for it. */
const Unknown = z.object({
  success: z.literal(false),
  message: z.undefined().optional(),
  errors: z.undefined().optional(),
});

/** get-profile-by-email: answers at once. */
export const profileV1: Method<string, OwnerProfile> = {
  generation: 'v1',
  batch: 1,
  start: ([email]) => ({
    request: { method: 'POST', path: '/v1/get-profile-by-email', form: { email } },
    read: json => {
      if (Unknown.safeParse(json).success) {
        return { found: [{ state: 'done', answer: {}, credits: 0, miss: true }] };
      }
      const raw = shaped(accepted(json), UpstreamProspect);
      // An answer without a name may have been charged all the same.
      if (!raw.name && !raw.firstName && !raw.lastName) return { found: [{ state: 'unclear' }] };
      return { found: [{ state: 'done', answer: { prospect: shapeProspect(raw) }, credits: 1 }] };
    },
  }),
};
