import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { invalid } from './check.ts';
import { type Filters, oneOf, places, plain, rangeOf, sides } from './database-filters.ts';

/** A list of texts to search by. */
export const texts = (description: string) => z.array(z.string()).optional().describe(description);
const range = (description: string) => z.string().optional().describe(description);

/** What companies are searched by. */
export const companyParams = {
  companies: texts('Names'),
  companyLocations: texts('Like country: Germany'),
  industries: texts('Industries'),
  companySizes: texts('Like 51-200'),
  revenue: range('Millions: 5-20'),
  specialities: texts('Specialities'),
  founded: range('1990-2005'),
};

type Arguments = z.output<z.ZodObject<typeof companyParams>>;

const SIZES = ['Self', '1-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000', '10001+'];

/** The steps of revenue, in millions; the last one is an upper bound only [C:ref]. */
const REVENUES = [0, 0.5, 1, 2.5, 5, 10, 20, 50, 100, 500, 1000, 1_000_000];

/** The filters for companies but for their places, which the two searches want in different spots. @throws SnovioError `invalid_input` */
export function companyFilters(args: Arguments): Filters {
  const { from, to: till } = rangeOf(args.founded, 'founded');
  return dropEmpty({
    name: sides(args.companies, 'companies'),
    industries: sides(args.industries, 'industries'),
    size: oneOf(SIZES, args.companySizes, 'companySizes'),
    revenue: revenueFilter(args.revenue),
    specialities: plain(args.specialities, 'specialities'),
    founded: dropEmpty({ from, till }),
  });
}

/** The filter for the places of companies. @throws SnovioError `invalid_input` */
export function companyPlaces({ companyLocations }: Arguments): Filters {
  return places(companyLocations, 'companyLocations');
}

function revenueFilter(text: string | undefined): Filters {
  const { from: min, to: max } = rangeOf(text, 'revenue');
  const isStep = (bound: number | undefined) => bound === undefined || REVENUES.includes(bound);
  if (!isStep(min) || !isStep(max) || min === REVENUES.at(-1)) {
    const steps = REVENUES.slice(0, -1).join(', ');
    throw invalid('revenue', `write its bounds as steps of Snov.io's, in millions: ${steps}.`);
  }
  const inFull = (bound: number | undefined) => bound && bound * 1_000_000;
  return dropEmpty({ min: inFull(min), max: inFull(max) });
}
