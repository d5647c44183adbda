import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import {
  anyArray,
  arrayOf,
  maybeDate,
  maybeFlag,
  maybeId,
  maybeNumber,
  maybeText,
} from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import type { Page } from './paging.ts';

/** A and B allow 100 prospects a page, the current reference 5,000; the smaller works with both. */
const PER_PAGE = 100;

// Loose, since each custom field would have a key of its own.
const UpstreamRow = z.looseObject({
  id: maybeId,
  name: maybeText,
  firstName: maybeText,
  lastName: maybeText,
  emails: anyArray(
    z.object({
      email: maybeText,
      probability: maybeNumber,
      isVerified: maybeFlag,
      jobStatus: maybeText,
      domainType: maybeText,
      isValidFormat: maybeFlag,
      isDisposable: maybeFlag,
      isWebmail: maybeFlag,
      isGibberish: maybeFlag,
      // A number whose meaning is published nowhere; one client typed it as a text [C:hull].
      smtpStatus: maybeNumber,
    }),
  ),
});

const UpstreamListPage = z.object({
  success: maybeFlag,
  list: z
    .object({
      name: maybeText,
      contacts: maybeNumber,
      // The table says `creation_date`, the sample `creationDate` [A].
      creationDate: maybeDate,
      creation_date: maybeDate,
      // Described as a count, but an empty array in the sample [A].
      emailsCount: maybeNumber,
    })
    .optional(),
  prospects: arrayOf(UpstreamRow).optional(),
});

/** A prospect as a list shows it. */
export type ListMember = z.output<typeof UpstreamRow>;

/** Part of a prospect list, and what is said of the whole. */
export interface ListPage extends Page<ListMember> {
  readonly list: NonNullable<z.output<typeof UpstreamListPage>['list']>;
}

/** The page that holds the prospect at this position. @throws SnovioError `not_found`, `upstream_malformed` */
export async function readListPage(
  listId: string,
  position: number,
  { snovio, call }: Context,
): Promise<ListPage> {
  const page = Math.floor(position / PER_PAGE);
  const form = { listId, page: page + 1, perPage: PER_PAGE };
  const request = { method: 'POST', path: '/v1/prospect-list', form } as const;
  const { success, list, prospects: rows } = await snovio.read(request, UpstreamListPage, call);
  // A list that does not exist may be answered with 404 or with `success: false`.
  if (success === false) throw new SnovioError('not_found');
  if (!list || !rows) throw new SnovioError('upstream_malformed');
  const total = list.contacts;
  const last = rows.length < PER_PAGE || (page + 1) * PER_PAGE >= (total ?? Number.POSITIVE_INFINITY);
  return { list, rows, start: page * PER_PAGE, last, ...(total !== undefined && { total }) };
}
