import type { ResultItem } from '../../../mcp/repeat/rows-flow.ts';
import { recordOf, textOf } from './cells.ts';
import type { CsvFlow, NextStep, RowFields } from './flow.ts';
import { prepareLeads } from './prepare-leads.ts';
import { saveProspects } from './save-prospects.ts';

const save: NextStep = {
  tool: saveProspects.tool,
  rowsArguments: saveProspects.rowsArguments,
  rowOf: (row, { status, email }, { save = ['ready'] }) =>
    save.includes(status) ? { ...row, email: textOf(email) ?? row.email ?? '' } : undefined,
  args: (rows, options) => saveProspects.args(rows.map(withoutDomain), options),
};

const SAVED: Readonly<Record<string, string>> = {
  added: 'added to the list',
  updated: 'updated',
  unchanged: 'on the list already',
};

/** Finds whoever has no address, judges all, and saves who is ready. */
export const leads: CsvFlow = {
  ...prepareLeads,
  name: 'leads',
  summary: 'find, verify and save to a list, in one go',
  fields: { ...saveProspects.fields, ...prepareLeads.fields },
  customFields: true,
  addedColumns: [...prepareLeads.addedColumns, 'snovio_saved', 'snovio_id'],
  next: save,
  cells: ({ next, ...lead }) => {
    const { status, reason, id } = recordOf(next);
    const why = [lead.reason, textOf(reason)].filter(Boolean).join('; ');
    return [...prepareLeads.cells(withReason(lead, why)), textOf(status), textOf(id)];
  },
  statuses: cells => {
    const [verdict = ''] = cells;
    const saved = cells[prepareLeads.addedColumns.length];
    return saved ? [verdict, SAVED[saved] ?? saved] : [verdict];
  },
};

/** What is searched by is no field of a prospect. */
function withoutDomain({ domain, ...row }: RowFields): RowFields {
  return row;
}

function withReason(lead: Omit<ResultItem, 'next'>, reason: string): ResultItem {
  return { ...lead, status: String(lead.status), ...(reason && { reason }) };
}
