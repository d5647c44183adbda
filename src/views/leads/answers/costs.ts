import type { Row } from '../row.ts';

type Paid = Omit<Row, 'key'> & { readonly status?: unknown; readonly source?: unknown };

/**
 * Rows with what each has cost, where that can be told: what was stored costs nothing, and all others the same if the call
 * has paid a credit for each that has ended so.
 * @param charged the words that end a row which costs a credit
 */
export function withCosts(
  rows: readonly Paid[],
  charged: readonly string[],
  spent: number,
): Omit<Row, 'key'>[] {
  const isCharged = ({ status, source }: Paid) => source !== 'ledger' && charged.includes(String(status));
  const isClear = spent === 0 || rows.filter(isCharged).length === spent;
  return rows.map(row => {
    const { source: _, status: __, ...told } = row;
    const cost = row.source === 'ledger' || spent === 0 ? 0 : isClear ? Number(isCharged(row)) : undefined;
    return { ...told, cost };
  });
}
