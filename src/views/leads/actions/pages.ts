import type { LeadsTool } from '../answers/read.ts';
import type { Arguments } from '../row.ts';

/** The tools whose next page costs nothing. */
export const FREE_PAGES: readonly LeadsTool[] = ['find_people', 'get_prospects_in_list'];

/** The arguments that lead to the next page, and pay for nothing there. */
export function nextPage(args: Arguments, next: string): Arguments {
  const { reveal: _, only: __, maxCredits: ___, fresh: ____, ...filters } = args;
  return { ...filters, next };
}
