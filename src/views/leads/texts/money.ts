import type { Money } from '../row.ts';
import type { Speech } from './texts.ts';

/** What has been spent, in words; then the rest, as far as there is any. */
export function moneyWords({ spent, paidEarlier, reserved }: Money, { texts, number }: Speech): string[] {
  return [
    texts.spent(spent, number(spent)),
    ...(paidEarlier > 0 ? [texts.paidEarlier(paidEarlier, number(paidEarlier))] : []),
    ...(reserved > 0 ? [texts.reserved(number(reserved))] : []),
  ];
}
