import { textOf } from './cells.ts';
import { englishCountry } from './english-country.ts';
import { type CsvFlow, CUSTOM_FIELD_PREFIX, type RowFields } from './flow.ts';

export const saveProspects: CsvFlow = {
  tool: 'save_prospects',
  summary: 'put each person on a list of your Snov.io account',
  rowsArguments: ['prospects'],
  requiredFields: ['email'],
  fields: {
    email: 'email',
    fullName: 'fullName',
    firstName: 'firstName',
    lastName: 'lastName',
    position: 'position',
    companyName: 'companyName',
    companySite: 'companySite',
    country: 'country',
    locality: 'locality',
    phones: 'phones',
    linkedIn: 'linkedIn',
  },
  customFields: true,
  paid: false,
  parallelChunks: 1,
  addedColumns: ['snovio_status', 'snovio_id', 'snovio_reason'],
  args: (rows, { list, onExisting, confirmSending }) => ({
    listId: list,
    prospects: rows.map(prospectOf),
    ...(onExisting && { onExisting }),
    ...(confirmSending && { allowSending: true }),
  }),
  cells: ({ status, reason, id }) => [status, textOf(id), reason],
};

/** A cell may hold several phone numbers, separated by semicolons. */
function prospectOf(row: RowFields): object {
  const { phones, linkedIn, country, ...rest } = row;
  const standardFields = Object.entries(rest).filter(
    ([name, value]) => value !== '' && !name.startsWith(CUSTOM_FIELD_PREFIX),
  );
  const customFields = Object.entries(rest)
    .filter(([name, value]) => value !== '' && name.startsWith(CUSTOM_FIELD_PREFIX))
    .map(([name, value]) => ({ label: name.slice(CUSTOM_FIELD_PREFIX.length), value }));
  return {
    ...Object.fromEntries(standardFields),
    email: row.email,
    ...(country && { country: englishCountry(country) }),
    ...(phones && {
      phones: phones
        .split(';')
        .map(phone => phone.trim())
        .filter(Boolean),
    }),
    ...(linkedIn && { socialLinks: { linkedIn } }),
    ...(customFields.length > 0 && { customFields }),
  };
}
