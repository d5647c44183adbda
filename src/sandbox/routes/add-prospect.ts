import { enrol } from '../campaigns/mailing.ts';
import { CUSTOM_FIELDS } from '../data/crm.ts';
import type { RequestContext } from '../http/context.ts';
import { boolean, integer, type Params, text, textList, textMap } from '../http/params.ts';
import { json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import type { Account } from '../state/account.ts';
import type { List } from '../state/crm.ts';
import { newProspect, type Prospect } from '../state/prospect.ts';

/** Adding a prospect to a list: free, but a list that feeds a running campaign gets its new member mailed [A][B]. */
export const addProspectRoutes: Route[] = [
  { method: 'POST', path: '/v1/add-prospect-to-list', paramsIn: ['form', 'json'], handler: addProspect },
];

function addProspect(context: RequestContext): Response {
  const { account, params } = context;
  const problems = problemsOf(params);
  // `errors` is there on failure [A][B]; that it is a list of texts, and its wording, are a GUESS.
  if (problems.length > 0) return json({ success: false, errors: problems });
  const id = integer(params, 'listId', 0);
  const list = account.crm.lists.find(
    ({ id: listId, deletedAt }) => listId === id && deletedAt === undefined,
  );
  return list ? addTo(list, context) : notFound();
}

function problemsOf(params: Params): string[] {
  const problems: string[] = [];
  // The e-mail may be left out when a social link is given [C:ref].
  if (!text(params, 'email') && Object.keys(linksOf(params)).length === 0) problems.push('email is required');
  if (!text(params, 'listId')) problems.push('listId is required');
  if (boolean(params, 'updateContact') && boolean(params, 'createDuplicates')) {
    problems.push('Only one of updateContact and createDuplicates may be true');
  }
  const labels = CUSTOM_FIELDS.map(({ label }) => label);
  const unknown = Object.keys(textMap(params, 'customFields')).filter(label => !labels.includes(label));
  return [...problems, ...unknown.map(label => `Custom field ${label} does not exist`)];
}

/** Somebody who is on another list is added to this list as well; their data change only with `updateContact`. */
function addTo(list: List, { state, account, params }: RequestContext): Response {
  const known = boolean(params, 'createDuplicates') ? undefined : findProspect(account, params);
  const count = account.crm.prospects.length;
  const now = state.clock.now();
  const prospect = known ?? newProspect(`${account.id} added ${count} ${text(params, 'email')}`, now);
  const updated = known !== undefined && boolean(params, 'updateContact');
  if (!known) account.crm.prospects.push(prospect);
  if (!known || updated) Object.assign(prospect, changesOf(params, prospect), { updatedAt: now });
  const added = !list.members.includes(prospect);
  if (added) {
    list.members.push(prospect);
    enrol(state, account, list, prospect);
  }
  return json({ success: true, id: prospect.id, added, updated });
}

function findProspect(account: Account, params: Params): Prospect | undefined {
  const email = text(params, 'email').toLowerCase();
  const links = Object.values(linksOf(params));
  return account.crm.prospects.find(prospect =>
    email ? prospect.email.toLowerCase() === email : prospect.social.some(({ link }) => links.includes(link)),
  );
}

const TEXT_FIELDS = [
  'email',
  'firstName',
  'lastName',
  'country',
  'locality',
  'position',
  'companyName',
  'companySite',
];

function changesOf(params: Params, before: Prospect): Partial<Prospect> {
  const given = Object.fromEntries(
    TEXT_FIELDS.map(name => [name, text(params, name)]).filter(([, value]) => value),
  );
  const names = { ...before, ...given };
  const fullName = text(params, 'fullName') || `${names.firstName} ${names.lastName}`.trim();
  const phones = textList(params, 'phones');
  const social = Object.entries(linksOf(params)).map(([type, link]) => ({ type, link }));
  return {
    ...given,
    fullName,
    phones: phones.length > 0 ? phones : before.phones,
    customFields: { ...before.customFields, ...textMap(params, 'customFields') },
    social: social.length > 0 ? social : before.social,
  };
}

/** `socialLinks[linkedIn]` [A][C:ref], or `social[linkedin]` [B]. */
function linksOf(params: Params): Record<string, string> {
  return { ...textMap(params, 'social'), ...textMap(params, 'socialLinks') };
}
