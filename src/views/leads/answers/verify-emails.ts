import { textOf } from '../../shared/values.ts';
import { verificationOf, withoutSpending } from '../offer.ts';
import type { Address, Arguments, Row, Verdict } from '../row.ts';
import { entriesOf, factsOf, keyed, personOf, type Reader, textsOf, verdictOf } from './answer.ts';
import { withCosts } from './costs.ts';

const CHARGED = ['valid', 'not_valid', 'unknown', 'greylisted'];
/** What answers say of an address besides. */
const FLAGS = ['disposable', 'webmail', 'gibberish'];

/** Addresses with their verdicts; then those that were not verified. */
export const readVerdicts: Reader = (answer, args) => {
  const others = withoutSpending({ ...args, emails: undefined });
  const judged = entriesOf(answer.results).flatMap(entry => {
    const email = textOf(entry.email, 320);
    if (!email) return [];
    const status = verdictOf(entry.status) ?? 'unknown';
    const flags = FLAGS.filter(flag => entry[flag] === true);
    const reason = [textOf(entry.reason), ...flags].filter(Boolean).join(', ') || undefined;
    const isOpen = status === 'pending' || status === 'not_run';
    return [{ ...rowOf({ email, verdict: status, reason }, others, isOpen), status, source: entry.source }];
  });
  const idle = entriesOf(answer.not_run).flatMap(({ reason, items }) =>
    textsOf(items).map(email => rowOf({ email, verdict: 'not_run', reason: textOf(reason) }, others, true)),
  );
  const facts = factsOf(answer);
  return { ...facts, rows: keyed([...withCosts(judged, CHARGED, facts.spent), ...idle], keyOf) };
};

/** What the tool was asked about, before it has answered. */
export function askedAddresses(args: Arguments): Row[] {
  return keyed(
    textsOf(args.emails).map(email => rowOf({ email, verdict: 'working' as Verdict }, {}, false)),
    keyOf,
  );
}

function rowOf(address: Address, args: Arguments, isOpen: boolean): Omit<Row, 'key'> {
  const { email, verdict, reason } = address;
  const offer = verificationOf(email, args);
  return {
    ...personOf({}),
    ref: offer.ref,
    domain: email.split('@')[1],
    addresses: [address],
    verdict,
    reason,
    offer: isOpen ? offer : undefined,
  };
}

function keyOf({ addresses }: Omit<Row, 'key'>): string {
  return addresses[0]?.email ?? '';
}
