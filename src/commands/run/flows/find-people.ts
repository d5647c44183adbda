import type { ResultItem } from '../../../mcp/repeat/rows-flow.ts';
import { dropEmpty } from '../../../snovio/shapes/fields.ts';
import { normaliseDomain } from '../../../snovio/shapes/normalise.ts';
import { addressCells, listOf, reasonCell, recordOf, textOf } from './cells.ts';
import type { CsvFlow, FlowOptions, RowFields } from './flow.ts';

/** Leads of a company, unless `--limit` says otherwise. */
const DEFAULT_LIMIT = 25;

/** What time, or more credits, would have brought. */
const NOT_RUN = ['deadline', 'rate_limit', 'hourly_quota', 'credit_ceiling'];

export const findPeople: CsvFlow = {
  tool: 'find_people',
  summary: 'people who work at each company, with addresses if asked',
  rowsArguments: ['domains', 'companies'],
  requiredFields: ['domain'],
  orFields: ['company'],
  fields: { domain: 'companySite', company: 'companyName' },
  paid: true,
  chunkRows: 1,
  parallelChunks: 4,
  addedColumns: [
    'snovio_status',
    'snovio_first_name',
    'snovio_last_name',
    'snovio_position',
    'snovio_company',
    'snovio_domain',
    'snovio_location',
    'snovio_linkedin',
    'snovio_email',
    'snovio_email_status',
    'snovio_more_emails',
    'snovio_reason',
  ],
  args: ([row = {}], { positions, seniority, locations, limit = DEFAULT_LIMIT, reveal }) => ({
    ...companyOf(row),
    ...dropEmpty({ positions, seniority, locations }),
    limit,
    reveal,
  }),
  rowCredits: ({ limit = DEFAULT_LIMIT, reveal }) => (reveal ? limit : 0),
  results: (answer, _, options) => [resultOf(recordOf(answer), options)],
  outputRows: item => (Array.isArray(item.parts) ? item.parts : [item]),
  cells: ({ status, reason, emails, ...lead }) => [
    status,
    textOf(lead.firstName),
    textOf(lead.lastName),
    textOf(lead.position),
    textOf(lead.companyName),
    textOf(lead.domain),
    textOf(lead.locality),
    textOf(lead.linkedIn),
    ...addressCells(emails),
    reasonCell(reason, emails),
  ],
  // A company with leads counts as found, whatever became of their addresses.
  statuses: ([status = '', firstName, lastName]) => [firstName || lastName ? 'found' : status],
};

/** A domain says for certain which company is meant. The tool refuses an empty one, and takes names with a `-` as excluded. */
function companyOf({ domain = '', company = '' }: RowFields): object {
  const name = company.replace(/^[-\s]+/, '');
  return name && !normaliseDomain(domain) ? { companies: [name] } : { domains: [domain] };
}

/** A company's leads, and what is missing, each a part; or why there are none. */
function resultOf(answer: Record<string, unknown>, { limit = DEFAULT_LIMIT }: FlowOptions): ResultItem {
  const leads = listOf(answer.leads)
    .map(recordOf)
    .map(lead => ({ ...lead, status: textOf(lead.status) ?? 'preview', reason: textOf(lead.reason) }));
  const parts = leads.length < limit ? [...leads, ...missingOf(answer)] : leads;
  const [first = nobody(answer)] = parts;
  return leads.length > 0 ? { status: 'found', parts } : first;
}

function missingOf({ unfinished, next }: Record<string, unknown>): ResultItem[] {
  const reason = textOf(unfinished) ?? (next === undefined ? undefined : 'cut_short');
  if (reason === undefined) return [];
  if (reason === 'pending') return [{ status: reason }];
  return [{ status: NOT_RUN.includes(reason) ? 'not_run' : 'error', reason }];
}

function nobody({ known, uncovered }: Record<string, unknown>): ResultItem {
  if (listOf(known).length > 0) return { status: 'not_found', reason: 'on_your_lists' };
  return { status: 'not_found', reason: listOf(uncovered).length > 0 ? 'uncovered' : undefined };
}
