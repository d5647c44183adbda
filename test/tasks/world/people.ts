import { FIRST_NAMES, LAST_NAMES } from '../../../src/sandbox/data/names.ts';
import { database } from '../../../src/sandbox/database/database.ts';
import type { Member } from '../task.ts';

/** Addresses of the people of a domain of the sandbox, from the start of its staff. */
export function staff(domain: string, from: number, to: number): string[] {
  return database
    .staff(domain)
    .slice(from, to)
    .map(({ email }) => email);
}

/** Those of these addresses that take mail. */
export function whoTakesMail(emails: readonly string[]): string[] {
  return emails.filter(email => database.personByEmail(email)?.mailbox === 'valid');
}

/** So many invented people whom Snov.io's database does not know. */
export function visitors(count: number): Member[] {
  return Array.from({ length: count }, (_, at) => ({
    email: `visitor${at}@visitors.example`,
    firstName: FIRST_NAMES[at % FIRST_NAMES.length] ?? 'Visitor',
    lastName: LAST_NAMES[at % LAST_NAMES.length] ?? String(at),
  }));
}
