import { explain, hasCode } from '../../errors.ts';
import type { CallContext } from '../call-context.ts';
import type { Snovio } from '../snovio.ts';
import type { Spending } from './flow.ts';
import { reasonOf } from './item-result.ts';
import type { Lead } from './leads.ts';
import { type ListedEmail, searchDomain } from './search-domain.ts';

/** What the paid search of domains may do. */
interface DomainLeadsOptions extends Spending {
  readonly positions: readonly string[];
  /** How many leads to find, in all domains together. */
  readonly limit: number;
  /** What may be spent, in all domains together. */
  readonly maxCredits: number;
}

/** What the paid search of domains has found. */
export interface DomainLeads {
  readonly leads: Lead[];
  readonly notes: string[];
  /** Why somebody may be missing: `pending`, or a reason. */
  readonly unfinished?: string | undefined;
  readonly spent: number;
  readonly paidEarlier: number;
  readonly reserved: number;
}

/**
 * Finds leads by the addresses that Snov.io knows of domains, one domain after the other, as far as the credits reach.
 * @throws SnovioError `cancelled`
 */
export async function searchDomains(
  snovio: Snovio,
  domains: readonly string[],
  { positions, limit, maxCredits, fresh }: DomainLeadsOptions,
  call: CallContext,
): Promise<DomainLeads> {
  const leads: Lead[] = [];
  const notes: string[] = [];
  let [spent, paidEarlier, reserved] = [0, 0, 0];
  let unfinished: string | undefined;
  for (const domain of domains) {
    const [room, left] = [limit - leads.length, maxCredits - spent - reserved];
    if (room <= 0 || left <= 0) break;
    const search = {
      domain,
      type: 'personal',
      positions,
      limit: room,
      offset: 0,
      maxCredits: left,
      fresh,
    } as const;
    try {
      const { emails, company, stopped, note, credits } = await searchDomain(snovio, search, call);
      leads.push(...emails.map(email => toLead(email, domain, company)));
      unfinished ??= stopped;
      if (note) notes.push(`${domain}: ${note}`);
      spent += credits.spent;
      paidEarlier += credits.paidEarlier ?? 0;
      reserved += credits.reserved ?? 0;
    } catch (error) {
      if (hasCode(error, 'cancelled')) throw error;
      unfinished ??= reasonOf(error);
      notes.push(`${domain}: ${explain(error).text}`);
    }
  }
  return { leads, notes, unfinished, spent, paidEarlier, reserved };
}

/** Snov.io's own flag counts as its verifier's word; an address without it may be anything. */
function toLead(row: ListedEmail, domain: string, companyName: string | undefined): Lead {
  const { email, firstName, lastName, position, status } = row;
  const verdict = status ? { status } : { status: 'unknown' as const, reason: 'not_verified' };
  const emails = [{ email, ...verdict }];
  return { firstName, lastName, position, companyName, domain, status: 'found', emails };
}
