import type { Person } from '../database/people.ts';
import { currentJobs, lastSeen, linkedInLink, previousJobs, socialLinks } from '../database/profile.ts';
import { ownerOf, type ProfileLink, parseProfileLink, personOf } from '../database/profile-link.ts';
import { dateText, phpDate } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { invalid, json, notEnoughCredits, refused } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { taskDuration } from '../searches/tasks.ts';
import { verify } from '../searches/verification.ts';

/** One person by profile link (the older search: add 1 credit, read free) or by address (1 credit). */
export const profileV1Routes: Route[] = [
  {
    method: 'POST',
    path: '/v1/add-url-for-search',
    paramsIn: ['form', 'json'],
    generation: 'v1',
    handler: addUrl,
  },
  {
    method: 'POST',
    path: '/v1/get-emails-from-url',
    paramsIn: ['form', 'json'],
    generation: 'v1',
    handler: readUrl,
  },
  { method: 'POST', path: '/v1/get-profile-by-email', paramsIn: ['form', 'json'], handler: getByEmail },
];

/** LinkedIn and X only; `message` holds the text of an error [A][B]. */
function addUrl(context: RequestContext): Response {
  const { state, account, params } = context;
  const url = text(params, 'url');
  if (!url) return invalid('url', 'url is required');
  const link = parseProfileLink(url);
  if (!link) return refused('Only LinkedIn and X profile links are supported');
  if (!chargeAll(context, [url])) return notEnoughCredits();
  const readyAt = state.clock.now() + state.clock.real(taskDuration(state));
  const key = keyOf(link);
  if (!account.queuedProfiles.has(key)) account.queuedProfiles.set(key, readyAt);
  return json({ success: true });
}

/** No in-progress marker exists: a miss means not asked for, not yet, or never. GUESS: its body. */
function readUrl(context: RequestContext): Response {
  const { state, account, params } = context;
  const url = text(params, 'url');
  if (!url) return invalid('url', 'url is required');
  const link = parseProfileLink(url);
  const readyAt = link && account.queuedProfiles.get(keyOf(link));
  const isReady = readyAt !== undefined && state.clock.now() >= readyAt;
  const person = link && isReady ? personOf(link) : undefined;
  if (!link || !person) return json({ success: false, data: [] });
  const { kind } = verify(context, person.email);
  const emails =
    kind === 'not_valid' ? [] : [{ email: person.email, status: kind === 'valid' ? 'valid' : 'unknown' }];
  return json({ success: true, data: [{ ...profileByUrl(person, link), emails }] });
}

/** Free when nothing is known about the owner [A][B][C:ref]. Here all fields are at top level. */
function getByEmail(context: RequestContext): Response {
  const email = text(context.params, 'email');
  if (!email) return invalid('email', 'email is required');
  const person = ownerOf(email);
  // GUESS: the body of a miss is not documented.
  if (!person) return json({ success: false });
  if (!chargeAll(context, [email])) return notEnoughCredits();
  return json({ success: true, ...profileByEmail(person) });
}

function keyOf(link: ProfileLink): string {
  return `${link.network} ${link.name}`;
}

function profileByUrl(person: Person, { network, name }: ProfileLink): object {
  return {
    id: `xA1-${person.id}-hG4iJ5kL6m==`,
    name: `${person.firstName} ${person.lastName}`,
    firstName: person.firstName,
    lastName: person.lastName,
    sourcePage: network === 'linkedIn' ? linkedInLink(person) : `https://x.com/${name}`,
    source: network === 'linkedIn' ? 'linkedIn' : 'twitter',
    industry: person.company?.industry ?? null,
    country: person.company?.country ?? null,
    locality: person.company?.city ?? null,
    lastUpdateDate: phpDate(lastSeen(person)),
    // The sample's spelling; the parameter table says currentJobs and previousJobs [A].
    currentJob: currentJobs(person),
    previousJob: previousJobs(person),
    social: [],
  };
}

/** An integer id, plural job keys and a date as text, unlike get-prospect-by-id. */
function profileByEmail(person: Person): object {
  return {
    id: person.id,
    source: 'linkedIn',
    name: `${person.firstName} ${person.lastName}`,
    firstName: person.firstName,
    lastName: person.lastName,
    logo: `https://pictures.norrland.example/${person.id}.jpg`,
    industry: person.company?.industry ?? null,
    country: person.company?.country ?? null,
    locality: person.company?.city ?? null,
    social: socialLinks(person),
    currentJobs: currentJobs(person),
    previousJobs: previousJobs(person),
    lastUpdateDate: dateText(lastSeen(person)),
  };
}
