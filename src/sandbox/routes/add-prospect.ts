import { enrol } from '../campaigns/mailing.ts';
import { CUSTOM_FIELDS } from '../data/crm.ts';
import { flag, map, type Params, text, texts, whole } from '../http/params.ts';
import { json, missing } from '../http/responses.ts';
import { postForm, type Route } from '../http/route.ts';
import type { Account } from '../state/account.ts';
import type { List } from '../state/crm.ts';
import { newProspect, type Prospect } from '../state/prospect.ts';
import type { State } from '../state/state.ts';

/** Adding a prospect to a list: free, but a list that feeds a running campaign gets its new member mailed. */
export function addProspect(state: State): Route[] {
  return [
    postForm('/v1/add-prospect-to-list', undefined, (call, account) => {
      const { params } = call;
      const problems = problemsOf(params);
      if (problems.length > 0) return json({ success: false, errors: problems });
      const id = whole(params, 'listId', 0);
      const list = account.crm.lists.find(each => each.id === id && each.deletedAt === undefined);
      return list ? put(state, account, list, params) : missing();
    }),
  ];
}

/** `errors` is there on failure [A][B]; that it is a list of texts, and its wording, are a GUESS. */
function problemsOf(params: Params): string[] {
  const problems: string[] = [];
  // The e-mail may be left out when a social link is given [C:ref].
  if (!text(params, 'email') && Object.keys(linksOf(params)).length === 0) problems.push('email is required');
  if (!text(params, 'listId')) problems.push('listId is required');
  if (flag(params, 'updateContact') && flag(params, 'createDuplicates')) {
    problems.push('Only one of updateContact and createDuplicates may be true');
  }
  const labels = CUSTOM_FIELDS.map(each => each.label);
  const unknown = Object.keys(map(params, 'customFields')).filter(each => !labels.includes(each));
  return [...problems, ...unknown.map(each => `Custom field ${each} does not exist`)];
}

/** Somebody who is on another list is added to this one as well; their data change only with `updateContact`. */
function put(state: State, account: Account, list: List, params: Params): Response {
  const known = flag(params, 'createDuplicates') ? undefined : find(account, params);
  const count = account.crm.prospects.length;
  const now = state.clock.now();
  const prospect = known ?? newProspect(`${account.id} added ${count} ${text(params, 'email')}`, now);
  const updated = known !== undefined && flag(params, 'updateContact');
  if (!known) account.crm.prospects.push(prospect);
  if (!known || updated) Object.assign(prospect, fieldsOf(params, prospect), { updatedAt: now });
  const added = !list.members.includes(prospect);
  if (added) {
    list.members.push(prospect);
    enrol(state, account, list, prospect);
  }
  return json({ success: true, id: prospect.id, added, updated });
}

function find(account: Account, params: Params): Prospect | undefined {
  const email = text(params, 'email').toLowerCase();
  const links = Object.values(linksOf(params));
  return account.crm.prospects.find(each =>
    email ? each.email.toLowerCase() === email : each.social.some(one => links.includes(one.link)),
  );
}

function fieldsOf(params: Params, before: Prospect): Partial<Prospect> {
  const plain = [
    'email',
    'firstName',
    'lastName',
    'country',
    'locality',
    'position',
    'companyName',
    'companySite',
  ];
  const given = Object.fromEntries(
    plain.flatMap(key => (text(params, key) ? [[key, text(params, key)]] : [])),
  );
  const names = { ...before, ...given };
  const fullName = text(params, 'fullName') || `${names.firstName} ${names.lastName}`.trim();
  const links = Object.entries(linksOf(params)).map(([type, link]) => ({ type, link }));
  return {
    ...given,
    fullName,
    phones: texts(params, 'phones').length > 0 ? texts(params, 'phones') : before.phones,
    customFields: { ...before.customFields, ...map(params, 'customFields') },
    social: links.length > 0 ? links : before.social,
  };
}

/** socialLinks[linkedIn] [A][C:ref], or social[linkedin] [B]. */
function linksOf(params: Params): Record<string, string> {
  return { ...map(params, 'social'), ...map(params, 'socialLinks') };
}
