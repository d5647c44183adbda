import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import {
  anId,
  anyArray,
  bareArray,
  maybeDate,
  maybeFlag,
  maybeNumber,
  maybeText,
} from '../../src/snovio/shapes/fields.ts';
import { normaliseName } from '../../src/snovio/shapes/normalise.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, readAged } from './cached-reads.ts';
import { filled, invalid } from './check.ts';

const UpstreamLists = bareArray(
  z.object({
    id: anId,
    name: maybeText,
    contacts: maybeNumber,
    isDeleted: maybeFlag,
    creationDate: maybeDate,
    // The table says `deleteDate`, the sample `deletionDate` [A].
    deletionDate: maybeDate,
    deleteDate: maybeDate,
  }),
);

const UpstreamCampaigns = bareArray(
  z.object({
    id: anId,
    campaign: maybeText,
    list_id: anId.optional().catch(undefined),
    status: maybeText,
    created_at: maybeDate,
    updated_at: maybeDate,
    started_at: maybeDate,
  }),
);

const UpstreamDoNotEmailLists = z.object({
  data: anyArray(z.object({ id: anId, name: maybeText, owner: maybeText, total: maybeNumber })),
});

export type Campaign = z.output<typeof UpstreamCampaigns>[number];

/** The account's prospect lists. */
export function readLists(context: Context, age: Age) {
  return readAged({ method: 'GET', path: '/v1/get-user-lists' }, UpstreamLists, context, age);
}

/** The account's campaigns. */
export function readCampaigns(context: Context, age: Age) {
  return readAged({ method: 'GET', path: '/v1/get-user-campaigns' }, UpstreamCampaigns, context, age);
}

/** The account's do-not-email lists. */
export async function readDoNotEmailLists(context: Context, age: Age) {
  const request = { method: 'GET', path: '/v2/blacklists' } as const;
  return (await readAged(request, UpstreamDoNotEmailLists, context, age)).data;
}

/** The id of a prospect list from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveList(given: string, context: Context): Promise<string> {
  const load = async (age: Age) => (await readLists(context, age)).filter(one => one.isDeleted !== true);
  return resolve(given, { argument: 'listId', kind: 'list', lister: 'get_user_lists', load });
}

/** The id of a campaign from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveCampaign(given: string, context: Context): Promise<string> {
  const load = async (age: Age) =>
    (await readCampaigns(context, age)).map(({ id, campaign }) => ({ id, name: campaign }));
  return resolve(given, { argument: 'campaignId', kind: 'campaign', lister: 'get_user_campaigns', load });
}

/** The id of a do-not-email list from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveDoNotEmailList(given: string, context: Context): Promise<string> {
  const load = (age: Age) => readDoNotEmailLists(context, age);
  return resolve(given, {
    argument: 'listId',
    kind: 'do-not-email list',
    lister: 'list_do_not_email_lists',
    load,
  });
}

interface Source {
  argument: string;
  kind: string;
  lister: string;
  load(age: Age): Promise<{ id: string; name: string | undefined }[]>;
}

/** Digits are an id and are not looked up. A name that is not remembered may be new: it is looked for once more. */
async function resolve(given: string, source: Source): Promise<string> {
  const wanted = filled(given, source.argument);
  // Leading zeros would be lost upstream, but not where ids are compared here.
  if (/^\d+$/.test(wanted)) return wanted.replace(/^0+(?=\d)/, '');
  const named = (rows: { id: string; name: string | undefined }[]) =>
    rows.filter(({ name }) => name !== undefined && normaliseName(name) === normaliseName(wanted));
  const known = named(await source.load('kept'));
  const found = known.length > 0 ? known : named(await source.load('fresh'));
  const [first, ...others] = found;
  if (first && others.length === 0) return first.id;
  const ids = found.map(({ id }) => id).join(', ');
  if (first) {
    throw invalid(
      source.argument,
      `${found.length} of your ${source.kind}s are named '${wanted}' (ids ${ids}). Repeat with the id you mean.`,
    );
  }
  throw new SnovioError('not_found', {
    message: `There is no ${source.kind} named '${wanted}'. ${source.lister} lists what exists.`,
  });
}
