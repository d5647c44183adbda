import { CUSTOM_FIELDS } from '../data/crm.ts';
import { verdictOf } from '../database/mailbox.ts';
import { phpDate } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { integer, text } from '../http/params.ts';
import { invalid, json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import type { Prospect } from '../state/prospect.ts';

/** Prospects per page at most [C:ref]; [A][B] say 100. */
const MOST_PER_PAGE = 5000;
/** GUESS: the default is the node's [C:n8n]. */
const PER_PAGE = 20;

/** Prospect lists and custom fields, all free. */
export const listRoutes: Route[] = [
  { method: 'GET', path: '/v1/get-user-lists', paramsIn: ['query'], handler: getLists },
  { method: 'POST', path: '/v1/lists', paramsIn: ['form', 'json'], handler: createList },
  // The Python samples send the parameters in the query of the POST [A].
  { method: 'POST', path: '/v1/prospect-list', paramsIn: ['query', 'form', 'json'], handler: getMembers },
  { method: 'GET', path: '/v1/prospect-custom-fields', paramsIn: ['query'], handler: getCustomFields },
];

/** A bare array in descending order of ids; deleted lists are in it. */
function getLists({ account }: RequestContext): Response {
  const lists = [...account.crm.lists].sort((a, b) => b.id - a.id);
  return json(
    lists.map(list => ({
      id: list.id,
      name: list.name,
      contacts: list.members.length,
      isDeleted: list.deletedAt !== undefined,
      creationDate: phpDate(list.createdAt),
      deletionDate: list.deletedAt === undefined ? null : phpDate(list.deletedAt),
    })),
  );
}

/** The whole answer is wrapped in an array of one. */
function createList({ state, account, params }: RequestContext): Response {
  const { lists } = account.crm;
  const name = text(params, 'name');
  if (!name) return invalid('name', 'name is required');
  const id = Math.max(...lists.map(list => list.id)) + 1;
  lists.push({ id, name, createdAt: state.clock.now(), members: [] });
  return json([{ success: true, data: { id } }]);
}

/** The last added member comes first [A][B]. */
function getMembers({ account, params }: RequestContext): Response {
  const listId = integer(params, 'listId', 0);
  const list = account.crm.lists.find(({ id }) => id === listId);
  if (!list) return notFound();
  const page = Math.max(integer(params, 'page', 1), 1);
  const perPage = Math.min(Math.max(integer(params, 'perPage', PER_PAGE), 1), MOST_PER_PAGE);
  const members = [...list.members].reverse().slice((page - 1) * perPage, page * perPage);
  return json({
    success: true,
    list: {
      name: list.name,
      contacts: list.members.length,
      creationDate: phpDate(list.createdAt),
      // Described as a count, but an empty ARRAY in the sample.
      emailsCount: [],
    },
    prospects: members.map(memberRow),
  });
}

function memberRow(prospect: Prospect): object {
  return {
    id: prospect.hexId,
    name: prospect.fullName,
    firstName: prospect.firstName,
    lastName: prospect.lastName,
    emails: prospect.email ? [emailRow(prospect.email)] : [],
  };
}

/** `smtpStatus` is a number or null here; what the numbers mean is not published. */
function emailRow(email: string): object {
  const verdict = verdictOf(email);
  const isChecked = verdict.kind === 'valid';
  return {
    email,
    probability: 99,
    isVerified: null,
    jobStatus: 'any',
    domainType: isChecked ? 'linkedin_email' : 'company_domain',
    isValidFormat: isChecked ? verdict.validFormat : null,
    isDisposable: isChecked ? verdict.disposable : null,
    isWebmail: isChecked ? verdict.webmail : null,
    isGibberish: isChecked ? verdict.gibberish : null,
    smtpStatus: isChecked ? 3 : null,
  };
}

/** A bare array; the key has quotes inside the brackets, while requests use none [A]. */
function getCustomFields(): Response {
  return json(
    CUSTOM_FIELDS.map(({ label, type }) => ({
      key: `customFields['${label}']`,
      label,
      required: false,
      type,
    })),
  );
}
