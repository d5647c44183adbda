import { CUSTOM_FIELDS } from '../data/crm.ts';
import { verdictOf } from '../database/mailbox.ts';
import { phpDate } from '../dates.ts';
import { text, whole } from '../http/params.ts';
import { invalid, json, missing } from '../http/responses.ts';
import { get, postAny, postForm, type Route } from '../http/route.ts';
import type { Prospect } from '../state/prospect.ts';
import type { State } from '../state/state.ts';

const MOST = 5000;

/** Prospect lists and custom fields, all free. */
export function lists(state: State): Route[] {
  return [all(), create(state), members(), fields()];
}

/** A bare array in descending id order; deleted lists are in it. */
function all(): Route {
  return get('/v1/get-user-lists', undefined, (_call, { crm }) => {
    const sorted = [...crm.lists].sort((one, other) => other.id - one.id);
    return json(
      sorted.map(each => ({
        id: each.id,
        name: each.name,
        contacts: each.members.length,
        isDeleted: each.deletedAt !== undefined,
        creationDate: phpDate(each.createdAt),
        deletionDate: each.deletedAt === undefined ? null : phpDate(each.deletedAt),
      })),
    );
  });
}

/** The whole answer is wrapped in an array of one. */
function create(state: State): Route {
  return postForm('/v1/lists', undefined, (call, { crm }) => {
    const name = text(call.params, 'name');
    if (!name) return invalid('name', 'name is required');
    const id = Math.max(...crm.lists.map(each => each.id)) + 1;
    crm.lists.push({ id, name, createdAt: state.clock.now(), members: [] });
    return json([{ success: true, data: { id } }]);
  });
}

/** Newest first. The most per page is 5,000 [C:ref], not the 100 of [A][B]; the default of 20 is the node's [C:n8n]. */
function members(): Route {
  return postAny('/v1/prospect-list', undefined, (call, { crm }) => {
    const listId = whole(call.params, 'listId', 0);
    const list = crm.lists.find(each => each.id === listId);
    if (!list) return missing();
    const page = Math.max(whole(call.params, 'page', 1), 1);
    const perPage = Math.min(Math.max(whole(call.params, 'perPage', 20), 1), MOST);
    const rows = [...list.members].reverse().slice((page - 1) * perPage, page * perPage);
    return json({
      success: true,
      // Described as a count, but an empty ARRAY in the sample.
      list: {
        name: list.name,
        contacts: list.members.length,
        creationDate: phpDate(list.createdAt),
        emailsCount: [],
      },
      prospects: rows.map(memberRow),
    });
  });
}

function memberRow(prospect: Prospect): object {
  return {
    id: prospect.hexId,
    name: prospect.fullName,
    firstName: prospect.firstName,
    lastName: prospect.lastName,
    emails: prospect.email ? [addressRow(prospect.email)] : [],
  };
}

/** `smtpStatus` is a number or null here; what the numbers mean is not published. */
function addressRow(email: string): object {
  const verdict = verdictOf(email);
  const checked = verdict.kind === 'valid';
  return {
    email,
    probability: 99,
    isVerified: null,
    jobStatus: 'any',
    domainType: checked ? 'linkedin_email' : 'company_domain',
    isValidFormat: checked ? verdict.validFormat : null,
    isDisposable: checked ? verdict.disposable : null,
    isWebmail: checked ? verdict.webmail : null,
    isGibberish: checked ? verdict.gibberish : null,
    smtpStatus: checked ? 3 : null,
  };
}

/** The key has quotes inside the brackets, while requests use none. */
function fields(): Route {
  return get('/v1/prospect-custom-fields', undefined, () =>
    json(
      CUSTOM_FIELDS.map(({ label, type }) => ({
        key: `customFields['${label}']`,
        label,
        required: false,
        type,
      })),
    ),
  );
}
