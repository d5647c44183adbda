import { z } from 'zod';
import { maybeNumber, maybeText } from '../shapes/fields.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted } from '../transport/answer.ts';
import { type DatabasePage, type DatabaseSearch, readPage } from './database-page.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';

const PATH = '/v2/database-search/companies';

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
export const companiesV2: Method<DatabaseSearch, DatabasePage<DatabaseCompany>> = {
  generation: 'v2',
  batch: 1,
  start: ([search]) => ({
    request: {
      method: 'POST',
      path: `${PATH}/start`,
      json: { filters: search?.filters, page: search?.page },
    },
    read: json => startedTask(accepted(json), answer => [pageOf(answer, search)]),
  }),
  poll: ([search], task = '') => ({
    request: { method: 'GET', path: `${PATH}/result/${encodeURIComponent(task)}` },
    read: json => taskResult(json, 1, answer => [pageOf(answer, search)]),
  }),
};

function pageOf(
  { data }: TaskAnswer,
  search: DatabaseSearch | undefined,
): Found<DatabasePage<DatabaseCompany>> {
  const answer = readPage(data, 'companies', V2Company, search?.page ?? 1);
  if (!answer) return { state: 'unclear' };
  const isMiss = answer.rows.length === 0;
  return { state: 'done', answer, credits: isMiss ? 0 : 1, miss: isMiss };
}
