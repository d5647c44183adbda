import type { ResultItem } from '../../../mcp/repeat/rows-flow.ts';
import { toPerson } from '../../../snovio/flows/find-emails.ts';
import { personKey } from '../../../snovio/methods/find.ts';
import { leadName } from '../../../snovio/shapes/lead-name.ts';
import { normaliseEmail } from '../../../snovio/shapes/normalise.ts';
import { listOf, recordOf, textOf } from './cells.ts';
import type { CsvFlow, RowFields } from './flow.ts';

export const prepareLeads: CsvFlow = {
  tool: 'prepare_leads',
  summary: 'a verdict on each lead: mail it, check it or drop it',
  rowsArguments: ['people'],
  requiredFields: ['email'],
  orFields: ['firstName', 'lastName', 'domain'],
  fields: { email: 'email', firstName: 'firstName', lastName: 'lastName', domain: 'companySite' },
  paid: true,
  parallelChunks: 2,
  addedColumns: ['snovio_verdict', 'snovio_reason', 'snovio_status', 'snovio_email'],
  args: rows => ({
    people: rows.map(({ email, firstName, lastName, domain }) => ({ email, firstName, lastName, domain })),
  }),
  sameness: ({ email, firstName = '', lastName = '', domain = '' }) => {
    const address = normaliseEmail(email ?? '');
    if (email && address === undefined) return [];
    // Somebody with an address here may stand elsewhere without one, and would be searched for and paid for.
    const domains = address === undefined ? [domain] : [domain, address.slice(address.lastIndexOf('@') + 1)];
    const people = domains.flatMap(name => toPerson({ firstName, lastName, domain: name }) ?? []);
    return [...(address === undefined ? [] : [address]), ...new Set(people.map(personKey))];
  },
  results: resultsOf,
  reason: ([, reason]) => reason,
  cells: ({ status, reason, email, mailbox }) => [status, reason, textOf(mailbox), textOf(email)],
};

/** The groups of the answer, taken apart again: a lead that stands in several rows is a duplicate in all but the first. */
function resultsOf(answer: object, rows: readonly RowFields[]): ResultItem[] {
  const results = Map.groupBy(itemsOf(recordOf(answer)), ([name]) => name.toLowerCase());
  return rows.map(row => {
    const [, result = { status: 'not_run' }] = results.get(leadName(row).toLowerCase())?.shift() ?? [];
    // Groups tell an address only where the lead was not named by it.
    return { email: normaliseEmail(row.email ?? ''), ...result };
  });
}

type Named = readonly [name: string, result: ResultItem];

function itemsOf({ ready, risky, drop, open }: Record<string, unknown>): Named[] {
  const grouped = [...groupsOf(drop, 'drop'), ...groupsOf(open, undefined)];
  const isDuplicate = ([, { reason }]: Named) => reason === 'duplicate';
  return [
    ...rowsOf(ready, 'ready'),
    ...rowsOf(risky, 'risky'),
    ...grouped.filter(item => !isDuplicate(item)),
    ...grouped.filter(isDuplicate),
  ];
}

function rowsOf(list: unknown, verdict: 'ready' | 'risky'): Named[] {
  return listOf(list)
    .map(recordOf)
    .map(({ email, lead, reason, status = 'valid' }) => {
      const name = textOf(lead) ?? textOf(email) ?? '';
      return [name, { status: verdict, reason: textOf(reason), mailbox: status, email }];
    });
}

/** What is dropped since it is not valid says so in its reason. */
function groupsOf(list: unknown, verdict: 'drop' | undefined): Named[] {
  return listOf(list)
    .map(recordOf)
    .flatMap(({ status, reason, leads, found }) => {
      const mailbox = reason === 'not_valid' ? reason : undefined;
      const result = { status: verdict ?? textOf(status) ?? 'not_run', reason: textOf(reason), mailbox };
      return [
        ...listOf(leads).map((name): Named => [textOf(name) ?? '', result]),
        ...listOf(found)
          .map(recordOf)
          .map(({ lead, email }): Named => [textOf(lead) ?? '', { ...result, email }]),
      ];
    });
}
