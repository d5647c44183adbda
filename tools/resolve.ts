import { z } from 'zod';
import { SnovioError } from '../src/errors.ts';
import {
  anId,
  anyArray,
  bareArray,
  maybeDate,
  maybeFlag,
  maybeNumber,
  maybeText,
} from '../src/snovio/fields.ts';
import { normaliseName } from '../src/snovio/normalise.ts';
import type { Context } from '../src/tool.ts';
import { filled, invalid } from './check.ts';

/** Reads that several tools share, kept this long for all but the tool that lists them. */
const KEPT_SECONDS = 60;

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

/** The account's prospect lists. @param seconds how old the answer may be; 0 asks anew */
export function readLists({ snovio, call }: Context, seconds = KEPT_SECONDS) {
  return snovio.remember('lists', seconds, () =>
    snovio.read({ method: 'GET', path: '/v1/get-user-lists' }, UpstreamLists, call),
  );
}

/** The account's campaigns. @param seconds how old the answer may be; 0 asks anew */
export function readCampaigns({ snovio, call }: Context, seconds = KEPT_SECONDS) {
  return snovio.remember('campaigns', seconds, () =>
    snovio.read({ method: 'GET', path: '/v1/get-user-campaigns' }, UpstreamCampaigns, call),
  );
}

/** The account's do-not-email lists. @param seconds how old the answer may be; 0 asks anew */
export async function readDoNotEmailLists({ snovio, call }: Context, seconds = KEPT_SECONDS) {
  const { data } = await snovio.remember('do-not-email-lists', seconds, () =>
    snovio.read({ method: 'GET', path: '/v2/blacklists' }, UpstreamDoNotEmailLists, call),
  );
  return data;
}

/** The id of a prospect list from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveList(given: string, context: Context): Promise<string> {
  const load = async (seconds?: number) =>
    (await readLists(context, seconds)).filter(one => one.isDeleted !== true);
  return resolve(given, { argument: 'listId', kind: 'list', lister: 'get_user_lists', load });
}

/** The id of a campaign from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveCampaign(given: string, context: Context): Promise<string> {
  const load = async (seconds?: number) =>
    (await readCampaigns(context, seconds)).map(({ id, campaign }) => ({ id, name: campaign }));
  return resolve(given, { argument: 'campaignId', kind: 'campaign', lister: 'get_user_campaigns', load });
}

/** The id of a do-not-email list from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveDoNotEmailList(given: string, context: Context): Promise<string> {
  const load = (seconds?: number) => readDoNotEmailLists(context, seconds);
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
  load(seconds?: number): Promise<{ id: string; name: string | undefined }[]>;
}

/** Digits are an id and are not looked up. A name that is not remembered may be new: it is looked for once more. */
async function resolve(given: string, source: Source): Promise<string> {
  const wanted = filled(given, source.argument);
  // Leading zeros would be lost upstream, but not where ids are compared here.
  if (/^\d+$/.test(wanted)) return wanted.replace(/^0+(?=\d)/, '');
  const named = (rows: { id: string; name: string | undefined }[]) =>
    rows.filter(({ name }) => name !== undefined && normaliseName(name) === normaliseName(wanted));
  const known = named(await source.load());
  const found = known.length > 0 ? known : named(await source.load(0));
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
