import { type Job, job } from '../database/profile.ts';
import { phpDate } from '../dates.ts';
import { text } from '../http/params.ts';
import { invalid, json, missing } from '../http/responses.ts';
import { postForm, type Route } from '../http/route.ts';
import type { Crm } from '../state/crm.ts';
import type { Prospect } from '../state/prospect.ts';

/** Looking prospects of the own lists up, free. */
export function prospects(): Route[] {
  return [
    postForm('/v1/get-prospect-by-id', undefined, (call, { crm }) => {
      const id = text(call.params, 'id');
      if (!id) return invalid('id', 'id is required');
      // That the hex form of the id is understood here too is a GUESS.
      const found = crm.prospects.find(each => each.id === id || each.hexId === id);
      return found ? json({ success: true, data: card(crm, found) }) : missing();
    }),
    postForm('/v1/get-prospects-by-email', undefined, (call, { crm }) => {
      const email = text(call.params, 'email').toLowerCase();
      if (!email) return invalid('email', 'email is required');
      const found = crm.prospects.filter(each => each.email.toLowerCase() === email);
      // GUESS: nobody found is an empty list.
      return json({ success: true, data: found.map(each => card(crm, each)) });
    }),
  ];
}

function card(crm: Crm, prospect: Prospect): object {
  const lists = crm.lists.filter(each => each.deletedAt === undefined && each.members.includes(prospect));
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
    campaigns: campaigns(crm, prospect),
  };
}

function currentJobs(prospect: Prospect): Job[] {
  const { position, companyName, companySite } = prospect;
  if (!position && !companyName && !companySite) return [];
  return [
    job({
      companyName: companyName || null,
      position: position || null,
      site: companySite || null,
      country: prospect.country || null,
    }),
  ];
}

/** GUESS: only 'short statistics (status, sent, opens, replies)' is known of an entry [A][B]. */
function campaigns(crm: Crm, prospect: Prospect): object[] {
  return crm.campaigns.flatMap(each => {
    if (each.bulk) return [];
    const recipient = each.audience().get(prospect.email.toLowerCase());
    if (recipient?.prospect !== prospect) return [];
    const { status, sent, opened, replies } = recipient;
    const counts = { sent: sent.length, opened: opened.length, replies: replies.length };
    return [{ id: each.id, name: each.name, status, ...counts }];
  });
}
