import { addressCells, reasonCell, textOf } from './cells.ts';
import type { CsvFlow } from './flow.ts';

export const findEmails: CsvFlow = {
  tool: 'find_emails',
  summary: 'the address of each person, by first name, last name and domain',
  rowsArguments: ['people'],
  requiredFields: ['firstName', 'lastName', 'domain'],
  fields: { firstName: 'firstName', lastName: 'lastName', domain: 'companySite' },
  paid: true,
  parallelChunks: 2,
  addedColumns: [
    'snovio_status',
    'snovio_email',
    'snovio_email_status',
    'snovio_more_emails',
    'snovio_reason',
    'snovio_checked_at',
  ],
  args: rows => ({
    people: rows.map(({ firstName, lastName, domain }) => ({ firstName, lastName, domain })),
  }),
  cells: ({ status, reason, checkedAt, emails }) => [
    status,
    ...addressCells(emails),
    reasonCell(reason, emails),
    textOf(checkedAt),
  ],
};
