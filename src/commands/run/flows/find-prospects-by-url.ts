import { addressCells, listOf, reasonCell, recordOf, textOf } from './cells.ts';
import type { CsvFlow } from './flow.ts';

export const findProspectsByUrl: CsvFlow = {
  tool: 'find_prospects_by_url',
  summary: 'the person behind each profile link',
  rowsArguments: ['urls'],
  requiredFields: ['url'],
  fields: { url: 'profileLink' },
  paid: true,
  parallelChunks: 2,
  addedColumns: [
    'snovio_status',
    'snovio_first_name',
    'snovio_last_name',
    'snovio_position',
    'snovio_company',
    'snovio_company_site',
    'snovio_locality',
    'snovio_email',
    'snovio_email_status',
    'snovio_more_emails',
    'snovio_reason',
    'snovio_checked_at',
  ],
  args: rows => ({ urls: rows.map(row => row.url) }),
  cells: ({ status, reason, checkedAt, prospect }) => {
    const person = recordOf(prospect);
    const job = recordOf(listOf(person.currentJobs)[0]);
    return [
      status,
      textOf(person.firstName),
      textOf(person.lastName),
      textOf(job.position),
      textOf(job.companyName),
      textOf(job.site),
      textOf(person.locality),
      ...addressCells(person.emails),
      reasonCell(reason, person.emails),
      textOf(checkedAt),
    ];
  },
};
