import { normaliseDomain, normaliseEmail } from '../../../src/snovio/shapes/normalise.ts';
import { isRoleAddress } from '../../../src/snovio/shapes/role-address.ts';
import { given, invalid } from '../../shared/check.ts';
import { LONGEST_RECIPIENT } from '../../shared/recipients.ts';
import { dropped, isOpen, keyOf, type Lead } from './lead.ts';

/** Whom the caller wants left out. */
export type Excluded = (lead: Lead) => boolean;

/** @param texts addresses, and domains that stand for all of theirs @throws SnovioError `invalid_input` */
export function excludedBy(texts: readonly string[]): Excluded {
  const names = new Set(texts.map(text => normaliseEmail(text) ?? normaliseDomain(text) ?? refuse(text)));
  return ({ email, person }) => {
    const labels = (email?.split('@')[1] ?? person?.domain ?? '').split('.');
    const domains = labels.map((_, i) => labels.slice(i).join('.'));
    return [email ?? '', ...domains].some(name => names.has(name));
  };
}

function refuse(text: string): never {
  throw invalid(
    'exclude',
    'this is neither an address nor a domain; correct it, or leave it out.',
    given(text),
  );
}

/**
 * Drops what leads themselves say enough of; the first of several that are the same stays.
 * @param seen the keys of those before; grows
 */
export function screen(leads: readonly Lead[], isExcluded: Excluded, seen: Set<string>): Lead[] {
  return leads.map(lead => {
    if (!isOpen(lead)) return lead;
    const isRepeated = seen.has(keyOf(lead));
    seen.add(keyOf(lead));
    const fault = isRepeated ? 'duplicate' : isExcluded(lead) ? 'excluded' : addressFault(lead.email);
    return fault ? { ...lead, ...dropped(fault) } : lead;
  });
}

function addressFault(email = ''): string | undefined {
  // The recipient check does not take it, so nobody could say whether they opted out.
  if (email.length > LONGEST_RECIPIENT) return 'too_long';
  return isRoleAddress(email) ? 'role_address' : undefined;
}
