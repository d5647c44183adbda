import { expect, test } from 'vitest';
import { withColumns } from '../../../src/commands/run/columns/explain-reason.ts';
import { findColumns } from '../../../src/commands/run/columns/find-columns.ts';
import { readRow } from '../../../src/commands/run/columns/read-row.ts';
import { flowOf, table } from './kit.ts';

/** What a row of `leads` says, of which the tool has said `no_address`. */
function reasonOf(text: string) {
  const flow = flowOf('leads');
  const sample = table(text);
  const columns = findColumns(flow, sample, { mappings: [], only: [] });
  const row = readRow(flow, columns, sample.rows[0] ?? []);
  return withColumns({ status: 'drop', reason: 'no_address' }, row, flow, columns).reason;
}

test('a row without an address in a file without domains says so, and one that was searched does not', () => {
  expect(reasonOf('Vorname,Name,E-Mail\nOda,Lindholt,')).toBe('no_address: no column for domain');
  expect(reasonOf('Ansprechpartner,E-Mail\nOda Lindholt,')).toBe('no_address: no column for domain');
  expect(reasonOf('Vorname,Name,E-Mail\nOda,,')).toBe('no_address: "Name" is empty; no column for domain');
  expect(reasonOf('Vorname,Name,E-Mail,Web\nOda,Lindholt,,globex.example')).toBe('no_address');
  expect(reasonOf('E-Mail,Ort\n,Bonn')).toBe('no_address: "E-Mail" is empty');
});
