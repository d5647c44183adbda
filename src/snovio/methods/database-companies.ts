import { z } from 'zod';
import { maybeNumber, maybeText } from '../shapes/fields.ts';
import { pageMethod } from './database-page.ts';

const V2Company = z
  .object({
    name: maybeText,
    domain: maybeText,
    location: maybeText,
    industry: maybeText,
    size: maybeText,
    revenue: z.object({ min: maybeNumber, max: maybeNumber }).partial().catch({}),
  })
  .refine(row => row.name || row.domain);

export type DatabaseCompany = z.output<typeof V2Company>;

/** A page of companies: 1 credit per unique request when at least one is found [C:ref]. */
export const companiesV2 = pageMethod('/v2/database-search/companies', 'companies', V2Company, 1);
