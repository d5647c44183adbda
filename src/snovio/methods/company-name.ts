import { z } from 'zod';
import { isEmptyObject } from '../shapes/fields.ts';
import { normaliseDomain, normaliseName } from '../shapes/normalise.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted } from '../transport/answer.ts';
import { rowsByKey, startedTask, type TaskAnswer, taskResult } from './task.ts';

/** The domain of a company; without `domain`: not found, and nothing was charged. */
export interface CompanyDomain {
  readonly domain?: string | undefined;
}

const Row = z.object({ name: z.string(), result: z.unknown().optional() });
const Match = z.object({ domain: z.string() });

/** company-domain-by-name: wants the exact official name [C:kb]. */
export const companyNameV2: Method<string, CompanyDomain> = {
  generation: 'v2',
  batch: 10,
  start: names => ({
    request: { method: 'POST', path: '/v2/company-domain-by-name/start', query: { names } },
    read: json => startedTask(accepted(json), answer => domainsIn(answer, names)),
  }),
  poll: (names, task) => ({
    request: { method: 'GET', path: '/v2/company-domain-by-name/result', query: { task_hash: task } },
    read: json => taskResult(json, names.length, answer => domainsIn(answer, names)),
  }),
};

function domainsIn({ data }: TaskAnswer, names: readonly string[]): Found<CompanyDomain>[] {
  const rows = rowsByKey(data, raw => {
    const row = Row.safeParse(raw).data;
    return row && ([normaliseName(row.name), row.result] as const);
  });
  return names.map(name => domainFound(rows.get(normaliseName(name))));
}

/** A name without a match has an empty array in the place of its result (GUESS: as links without a profile have). */
function domainFound(result: unknown): Found<CompanyDomain> {
  if (isEmptyObject(result)) return { state: 'done', answer: {}, credits: 0, miss: true };
  const domain = normaliseDomain(Match.safeParse(result).data?.domain ?? '');
  return domain ? { state: 'done', answer: { domain }, credits: 1 } : { state: 'unclear' };
}
