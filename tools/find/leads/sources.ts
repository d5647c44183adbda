import { z } from 'zod';
import { SnovioError } from '../../../src/errors.ts';
import type { Context } from '../../../src/tool.ts';
import { invalid } from '../../shared/check.ts';
import { domain } from '../../shared/domain.ts';
import { resolveList } from '../../shared/list-id.ts';
import { type ListMember, readListPage } from '../../shared/list-members.ts';
import { list } from '../../shared/paging.ts';
import { email, firstName, lastName } from '../../shared/params.ts';
import { type Lead, leadOf } from './lead.ts';

/** Leads of one call: as many as a recipient check takes. */
export const MOST_LEADS = 100;

/** Somebody by address, or by name and company. */
export const person = z.strictObject({
  email: email.optional(),
  firstName: firstName.optional(),
  lastName: lastName.optional(),
  domain: domain.optional(),
});

interface Sources {
  readonly people?: readonly z.output<typeof person>[] | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly listId?: string | undefined;
  readonly next?: string | undefined;
}

interface Source {
  readonly leads: readonly Lead[];
  /** Where the next call goes on. */
  readonly next?: string | undefined;
}

/** The leads that a call is about. @throws SnovioError `invalid_input` unless exactly one source is given */
export async function leadsFrom(
  { people, emails, listId, next }: Sources,
  context: Context,
): Promise<Source> {
  const sources = [people, emails, listId].filter(source => source !== undefined);
  const [source] = sources;
  if (sources.length !== 1 || source?.length === 0)
    throw invalid('people', 'give exactly one of people, emails and listId, with somebody in it.');
  if (listId !== undefined) return leadsOfList(listId, next, context);
  if (next !== undefined) throw invalid('next', 'goes with listId only; leave it out.');
  return { leads: people?.map(leadOf) ?? emails?.map(email => leadOf({ email })) ?? [] };
}

async function leadsOfList(given: string, next: string | undefined, context: Context): Promise<Source> {
  const id = await resolveList(given, context);
  const load = async (position: number) => {
    const page = await readListPage(id, position, context);
    const { total = 0, rows, start } = page;
    if (rows.length === 0 && total > start) throw new SnovioError('upstream_malformed');
    return page;
  };
  const { rows, facts } = await list({ limit: MOST_LEADS, next }, load, leadsOfMember);
  return { leads: rows.flat(), next: facts.next };
}

/** A prospect with several addresses is as many leads: a campaign may mail all of them. */
function leadsOfMember({ emails, ...names }: ListMember): Lead[] {
  const [firstName, lastName] = [names.firstName ?? names.name, names.lastName];
  const addresses = emails.flatMap(({ email }) => email ?? []);
  if (addresses.length === 0) return [leadOf({ firstName, lastName })];
  return addresses.map(email => leadOf({ email, firstName, lastName }));
}
