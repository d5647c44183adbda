import { SnovioError } from '../../errors.ts';
import { normaliseName } from '../../snovio/shapes/normalise.ts';
import { plainLine } from '../../text/line.ts';
import { allRows, type Row } from './all-rows.ts';
import { MOST_ROWS } from './lists.ts';
import { orNote } from './or-note.ts';
import { type AccountResource, FOR_A_MINUTE } from './resource.ts';
import type { ToolReader } from './tool-reader.ts';

export const campaignsResource: AccountResource = {
  name: 'campaigns',
  uri: 'snovio://campaigns',
  title: 'Campaigns',
  description: `The first ${MOST_ROWS} campaigns: id, name, status, dates, the list that feeds each. All of them: get_user_campaigns.`,
  mimeType: 'application/json',
  toolset: 'campaigns',
  cacheHint: FOR_A_MINUTE,
  read: tools => tools.run('get_user_campaigns', { limit: MOST_ROWS }),
};

export const campaignResource: AccountResource = {
  name: 'campaign',
  uri: 'snovio://campaigns/{id}',
  completes: 'campaigns',
  title: 'A campaign',
  description: 'One campaign, by id or exact name: status, dates, the list that feeds it, how far it is.',
  mimeType: 'application/json',
  toolset: 'campaigns',
  cacheHint: FOR_A_MINUTE,
  read: async (tools, given) => {
    const campaign = only(named(await allRows(tools, 'campaigns', 'fresh'), given), given);
    // Snov.io does not tell it of every kind of campaign.
    return { campaign, ...(await orNote(() => progressOf(campaign.id, tools), 'How far it is')) };
  },
};

function named(rows: readonly Row[], given: string): Row[] {
  const byId = rows.filter(({ id }) => id === given);
  if (byId.length > 0) return byId;
  const key = normaliseName(plainLine(given));
  return rows.filter(({ name }) => name !== undefined && normaliseName(name) === key);
}

function only(rows: readonly Row[], given: string): Row {
  const [row] = rows;
  if (row && rows.length === 1) return row;
  const message = row
    ? `${rows.length} campaigns have this name. Use the id: ${rows.map(({ id }) => id).join(', ')}.`
    : 'There is no campaign of this id or name. snovio://campaigns has what exists.';
  throw new SnovioError(row ? 'invalid_input' : 'not_found', {
    message,
    names: [{ what: 'given', name: given }],
  });
}

async function progressOf(campaignId: string, tools: ToolReader): Promise<object> {
  const { progressPercent, unfinished } = await tools.run('get_campaign_progress', { campaignId });
  return { progress: { percent: progressPercent, unfinished } };
}
