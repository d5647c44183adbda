import type { SortKey } from '../lead-list.ts';
import { companyOf, type Row } from '../row.ts';

/** From these widths of the table on there is room for companies, and for all columns, in pixels. */
const ROOMY = 500;
const WIDE = 720;

const SELECT_WIDTH = 36;
/** Columns that are as wide as their words. */
const FIXED: Readonly<Partial<Record<SortKey, number>>> = { verdict: 128, cost: 76 };
/** A verdict's column where there is room for long words; and for its reason, where nothing but people stands beside it. */
const ROOMY_VERDICT = { beside: 140, alone: 260 };
/** How the others share the rest. */
const SHARES: Readonly<Partial<Record<SortKey, number>>> = {
  person: 3,
  company: 2.4,
  address: 3.2,
  lists: 1.8,
};

/** The columns that these rows fill, and that there is room for. Where nobody has a name, addresses stand in its place. */
export function columnsOf(rows: readonly Row[], width: number): readonly SortKey[] {
  const some = (has: (row: Row) => boolean) => rows.some(has);
  const lists = new Set(rows.map(row => row.lists.join()));
  const columns: readonly [SortKey, boolean][] = [
    ['person', true],
    ['company', width >= ROOMY && some(row => row.name !== undefined && companyOf(row) !== undefined)],
    ['address', width >= WIDE && some(({ name, addresses }) => name !== undefined && addresses.length > 0)],
    ['verdict', true],
    // Where all are on the same list, it says nothing.
    ['lists', width >= WIDE && lists.size > 1],
    ['cost', width >= WIDE && some(({ cost }) => cost !== undefined)],
  ];
  return columns.flatMap(([key, isShown]) => (isShown ? key : []));
}

/** How wide the columns are, the boxes first, in pixels. */
export function widthsOf(columns: readonly SortKey[], width: number): readonly number[] {
  const isAlone = !columns.includes('company') && !columns.includes('address');
  const roomy = ROOMY_VERDICT[isAlone ? 'alone' : 'beside'];
  const fixedOf = (key: SortKey) => (key === 'verdict' && width >= ROOMY ? roomy : FIXED[key]);
  const fixed = columns.reduce((sum, key) => sum + (fixedOf(key) ?? 0), SELECT_WIDTH);
  const shares = columns.reduce((sum, key) => sum + (SHARES[key] ?? 0), 0);
  const rest = Math.max(0, width - fixed);
  return [SELECT_WIDTH, ...columns.map(key => fixedOf(key) ?? (rest * (SHARES[key] ?? 0)) / shares)];
}
