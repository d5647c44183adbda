import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Server } from './server.ts';

/** A lead of `find_people`, as far as the bench looks at it. */
export interface Lead {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly status?: string;
  readonly emails?: readonly { email: string; status: string }[];
}

interface People {
  readonly leads: readonly Lead[];
  readonly next?: string;
}

/** As an agent goes on: the next page of leads, or the same call again while answers are missing, until there are enough. */
export async function findPeople(server: Server, args: object, count: number): Promise<Lead[]> {
  const leads: Lead[] = [];
  for (let next: string | undefined; leads.length < count; ) {
    const page = { ...args, limit: count - leads.length, ...(next && { next }) };
    const answer = (await server.call('find_people', page)) as People;
    if (answer.leads.some(isMissing)) continue;
    leads.push(...answer.leads);
    next = answer.next;
    if (!next && leads.length < count) throw new Error(`Only ${leads.length} of ${count} leads`);
  }
  return leads;
}

function isMissing({ status }: Lead): boolean {
  return status === 'pending' || status === 'not_run';
}

/** Credits that an account has been charged. */
export function creditsOf(sandbox: Sandbox): number {
  return sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);
}
