import { createJob, type Job } from '../database/profile.ts';
import { phpDate } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { invalid, json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import type { Crm } from '../state/crm.ts';
import { flattened, type Prospect } from '../state/prospect.ts';

/** Reading prospects of the account's lists, free. */
export const prospectRoutes: Route[] = [
  { method: 'POST', path: '/v1/get-prospect-by-id', paramsIn: ['form', 'json'], handler: getById },
  { method: 'POST', path: '/v1/get-prospects-by-email', paramsIn: ['form', 'json'], handler: getByEmail },
];

/** `data` is one object. */
function getById({ account: { crm }, params }: RequestContext): Response {
  const id = text(params, 'id');
  if (!id) return invalid('id', 'id is required');
  // That the hex form of the id is understood here too is a GUESS.
  const prospect = crm.prospects.find(candidate => candidate.id === id || candidate.hexId === id);
  return prospect ? json({ success: true, data: details(crm, prospect) }) : notFound();
}

/** `data` is an array: an address can have duplicates. */
function getByEmail({ account: { crm }, params }: RequestContext): Response {
  const email = text(params, 'email').toLowerCase();
  if (!email) return invalid('email', 'email is required');
  const prospects = crm.prospects.filter(prospect => prospect.email.toLowerCase() === email);
  // GUESS: when nobody is found the array is empty.
  return json({ success: true, data: prospects.map(prospect => details(crm, prospect)) });
}

function details(crm: Crm, prospect: Prospect): object {
  const lists = crm.lists.filter(
    ({ deletedAt, members }) => deletedAt === undefined && members.includes(prospect),
  );
  return {
    id: prospect.id,
    name: prospect.fullName,
    firstName: prospect.firstName,
    lastName: prospect.lastName,
    industry: prospect.industry || null,
    country: prospect.country || null,
    locality: prospect.locality || null,
    social: prospect.social,
    lastUpdateDate: phpDate(prospect.updatedAt),
    // The sample's spelling; the parameter table says currentJobs and previousJobs [A].
    currentJob: currentJobs(prospect),
    previousJob: [],
    lists: lists.map(({ id, name }) => ({ id, name })),
    campaigns: campaignsOf(crm, prospect),
    // GUESS: as in the rows of the analytics [A]; no sample of a prospect has any.
    ...flattened(prospect.customFields),
  };
}

function currentJobs(prospect: Prospect): Job[] {
  const { position, companyName, companySite } = prospect;
  if (!position && !companyName && !companySite) return [];
  return [
    createJob({
      companyName: companyName || null,
      position: position || null,
      site: companySite || null,
      country: prospect.country || null,
    }),
  ];
}

/** GUESS: only 'short statistics (status, sent, opens, replies)' is known of an entry [A][B]. */
function campaignsOf(crm: Crm, prospect: Prospect): object[] {
  return crm.campaigns.flatMap(campaign => {
    if (campaign.bulk) return [];
    const recipient = campaign.recipients().get(prospect.email.toLowerCase());
    if (recipient?.prospect !== prospect) return [];
    const { status, sent, opened, replies } = recipient;
    const counts = { sent: sent.length, opened: opened.length, replies: replies.length };
    return [{ id: campaign.id, name: campaign.name, status, ...counts }];
  });
}
