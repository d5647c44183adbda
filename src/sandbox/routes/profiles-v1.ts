import type { Person } from '../database/people.ts';
import { currentJobs, lastUpdate, linkedIn, previousJobs, social } from '../database/profile.ts';
import { ownerOf, type Profile, personOf, profileOf } from '../database/profile-link.ts';
import { text } from '../http/params.ts';
import { invalid, json, poor, refused } from '../http/responses.ts';
import { postForm, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { taskDuration } from '../searches/tasks.ts';
import { verdictNow } from '../searches/verification.ts';
import type { State } from '../state/state.ts';

/** The seeds' look-ups of one person: by profile link (add 1 credit, read free) and by address (1 credit). */
export function profilesV1(state: State): Route[] {
  return [addUrl(state), readUrl(state), byEmail(state)];
}

function addUrl(state: State): Route {
  return postForm('/v1/add-url-for-search', 'v1', (call, account) => {
    const url = text(call.params, 'url');
    if (!url) return invalid('url', 'url is required');
    const profile = profileOf(url);
    if (!profile) return refused('Only LinkedIn and X profile links are supported');
    if (!chargeAll(state, account, call, [url])) return poor();
    const readyAt = state.clock.now() + state.clock.real(taskDuration(state));
    account.urls.set(keyOf(profile), account.urls.get(keyOf(profile)) ?? readyAt);
    return json({ success: true });
  });
}

/** No in-progress marker exists: a miss means not asked for, not yet, or never. GUESS: its body. */
function readUrl(state: State): Route {
  return postForm('/v1/get-emails-from-url', 'v1', (call, account) => {
    const profile = profileOf(text(call.params, 'url'));
    const readyAt = profile && account.urls.get(keyOf(profile));
    const ready = readyAt !== undefined && state.clock.now() >= readyAt;
    const person = profile && ready ? personOf(profile) : undefined;
    if (!profile || !person) return json({ success: false, data: [] });
    const { kind } = verdictNow(state, account, person.email);
    const emails =
      kind === 'not_valid' ? [] : [{ email: person.email, status: kind === 'valid' ? 'valid' : 'unknown' }];
    return json({ success: true, data: [{ ...card(person, profile), emails }] });
  });
}

/** 1 credit; free when nothing is known about the owner [A][B]. Here all fields are at top level. */
function byEmail(state: State): Route {
  return postForm('/v1/get-profile-by-email', undefined, (call, account) => {
    const email = text(call.params, 'email');
    if (!email) return invalid('email', 'email is required');
    const person = ownerOf(email);
    // GUESS: the body of a miss is not documented.
    if (!person) return json({ success: false });
    if (!chargeAll(state, account, call, [email])) return poor();
    return json({ success: true, ...profile(person) });
  });
}

function keyOf(profile: Profile): string {
  return `${profile.network} ${profile.name}`;
}

function card(person: Person, found: Profile): object {
  return {
    id: `xA1-${person.id}-hG4iJ5kL6m==`,
    name: `${person.firstName} ${person.lastName}`,
    firstName: person.firstName,
    lastName: person.lastName,
    sourcePage: found.network === 'linkedIn' ? linkedIn(person) : `https://x.com/${found.name}`,
    source: found.network === 'linkedIn' ? 'linkedIn' : 'twitter',
    industry: person.company?.industry ?? null,
    country: person.company?.country ?? null,
    locality: person.company?.city ?? null,
    lastUpdateDate: lastUpdate(person).object,
    // The sample's spelling; the parameter table says currentJobs and previousJobs [A].
    currentJob: currentJobs(person),
    previousJob: previousJobs(person),
    social: [],
  };
}

/** An integer id, plural job keys and a plain date, unlike get-prospect-by-id. */
function profile(person: Person): object {
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
    social: social(person),
    currentJobs: currentJobs(person),
    previousJobs: previousJobs(person),
    lastUpdateDate: lastUpdate(person).text,
  };
}
