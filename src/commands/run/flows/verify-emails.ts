import { textOf } from './cells.ts';
import type { CsvFlow } from './flow.ts';

export const verifyEmails: CsvFlow = {
  tool: 'verify_emails',
  summary: 'whether each address can be mailed',
  rowsArguments: ['emails'],
  requiredFields: ['email'],
  fields: { email: 'email' },
  paid: true,
  parallelChunks: 2,
  addedColumns: ['snovio_status', 'snovio_reason', 'snovio_checked_at'],
  args: rows => ({ emails: rows.map(row => row.email) }),
  cells: ({ status, reason, checkedAt }) => [status, reason, textOf(checkedAt)],
};
