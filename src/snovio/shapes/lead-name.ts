import { plainLine } from '../../text/line.ts';

/** Somebody as a caller names them: by address, or by name and company. */
export interface NamedLead {
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly domain?: string | undefined;
}

/** Addresses that Snov.io takes everywhere are no longer [C:ref]. */
const LONGEST = 100;

/** How answers name a lead: its address as it was given, or `Mara Lindqvist, acme.example`. */
export function leadName({ email, firstName, lastName, domain }: NamedLead): string {
  const name = [firstName, lastName]
    .map(text => text?.trim())
    .filter(Boolean)
    .join(' ');
  const text = email?.trim() || [name, domain?.trim()].filter(Boolean).join(', ');
  return plainLine(text, LONGEST) || '-';
}
