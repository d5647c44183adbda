import { verificationOf } from '../offer.ts';
import type { Row } from '../row.ts';
import { addressesOf, entriesOf, factsOf, keyed, personOf, type Reader } from './answer.ts';

/** The people of a list. Addresses that nobody has verified can be. */
export const readProspects: Reader = answer => {
  const facts = factsOf(answer);
  const rows = entriesOf(answer.prospects).map((entry): Omit<Row, 'key'> => {
    const addresses = addressesOf(entry.emails, 'not_verified');
    const [address] = addresses;
    const email = address?.email ?? '';
    const isUnknown = address?.verdict === 'not_verified';
    return {
      ...personOf(entry),
      domain: email.split('@')[1],
      addresses,
      verdict: address?.verdict ?? 'not_found',
      reason: address?.reason,
      lists: facts.list ? [facts.list] : [],
      isKnown: true,
      offer: isUnknown ? verificationOf(email) : undefined,
    };
  });
  return { ...facts, rows: keyed(rows, row => `${row.name} ${row.addresses[0]?.email ?? ''}`) };
};
