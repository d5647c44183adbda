import type { Choice, EndState } from '../task.ts';
import { aboutProspect, aboutRecipient, type Change, DO_NOT_EMAIL } from '../world/snapshot.ts';
import type { Check } from './judge.ts';

/** Whether an account differs from the start as a task wants it, and in nothing else. */
export function judgeEnd(end: EndState, changes: readonly Change[]): Check[] {
  const open = new Set(changes);
  const { lists = {}, recipients = {}, webhooks = [], doNotEmail = [], prospects = {} } = end;
  const checks = [
    ...Object.entries(lists).map(([name, wanted]) => judgeList(open, name, wanted)),
    ...Object.entries(recipients).map(([about, status]) => judgeRecipient(open, about, status)),
    ...webhooks.map(wanted => judgeWebhook(open, wanted)),
    ...doNotEmail.map(email => judgeDoNotEmail(open, email)),
    ...Object.entries(prospects).map(([email, facts]) => judgeProspect(open, email, facts)),
  ];
  const rest = [...open].filter(change => !isExplained(change, end));
  return [...checks, ...judgeRest(rest)];
}

/** Changes that no check has explained yet. */
type Open = Set<Change>;

/** Takes the changes out that are about this, and says what is there now. */
function take(open: Open, isIt: (change: Change) => boolean): (string | undefined)[] {
  const found = [...open].filter(isIt);
  for (const change of found) open.delete(change);
  return found.map(({ after }) => after);
}

const isPlain = (wanted: readonly string[] | Choice): wanted is readonly string[] => Array.isArray(wanted);

function judgeList(open: Open, name: string, wanted: readonly string[] | Choice): Check {
  const start = `list '${name}' (`;
  const found = take(open, change => change.about.startsWith(start) && change.after !== undefined);
  const what = `list '${name}' holds ${wordsOf(wanted)}`;
  const [members] = found;
  if (found.length !== 1 || members === undefined)
    return { what, ok: false, found: found.length === 0 ? 'not made or not changed' : 'several lists' };
  const emails = members.split(', ').filter(Boolean);
  return { what, ok: fits(emails, wanted), found: members };
}

function wordsOf(wanted: readonly string[] | Choice): string {
  if (isPlain(wanted)) return wanted.join(', ') || 'nobody';
  const { atLeast, atMost, of } = wanted;
  return `${atLeast === atMost ? atLeast : `${atLeast} to ${atMost}`} of ${of.join(', ')}`;
}

function fits(emails: readonly string[], wanted: readonly string[] | Choice): boolean {
  if (isPlain(wanted)) return emails.join() === [...wanted].sort().join();
  const { of, atLeast, atMost } = wanted;
  const allowed = emails.every((email, at) => of.includes(email) && emails.indexOf(email) === at);
  return allowed && emails.length >= atLeast && emails.length <= atMost;
}

function judgeRecipient(open: Open, about: string, status: string): Check {
  const [email = '', campaign = ''] = about.split(' in ');
  const [found = 'as before'] = take(open, change => change.about === aboutRecipient(email, campaign));
  return { what: `${about} is ${status}`, ok: found === status, found };
}

/** Several webhooks for the same event would tell it several times: only one change is taken. */
function judgeWebhook(open: Open, wanted: string): Check {
  const change = [...open].find(one => one.before === undefined && one.after === `${wanted} (active)`);
  if (change) open.delete(change);
  return { what: `webhook ${wanted}`, ok: change !== undefined, ...(change ? {} : { found: 'none such' }) };
}

function judgeDoNotEmail(open: Open, email: string): Check {
  const grown = [...open].filter(({ about }) => about.startsWith(DO_NOT_EMAIL));
  const ok = grown.some(change => added(change).includes(email));
  return { what: `${email} on a do-not-email list`, ok, ...(ok ? {} : { found: 'on none' }) };
}

/** What is not asked for has to be as it was, where the prospect was known before. */
function judgeProspect(open: Open, email: string, wanted: Readonly<Record<string, string>>): Check {
  const change = [...open].find(({ about }) => about === aboutProspect(email));
  if (change) open.delete(change);
  const [before, after] = [factsOf(change?.before), factsOf(change?.after)];
  const expected = { ...(change?.before ? before : after), ...wanted };
  const ok = change !== undefined && Object.keys(after).every(name => after[name] === expected[name]);
  return { what: `${email} has ${JSON.stringify(wanted)}`, ok, found: change?.after ?? 'as before' };
}

const factsOf = (text = '{}') => JSON.parse(text) as Record<string, string>;

/** Whoever joins a list that was asked for becomes a prospect, and those lists of addresses may grow by what was asked. */
function isExplained(change: Change, { lists = {}, doNotEmail = [] }: EndState): boolean {
  const { about, before, after } = change;
  if (about.startsWith(DO_NOT_EMAIL))
    return added(change).every(email => doNotEmail.includes(email)) && removed(change).length === 0;
  if (before !== undefined || after === undefined) return false;
  const invited = Object.values(lists).flatMap(wanted => (isPlain(wanted) ? wanted : wanted.of));
  return invited.some(email => about === aboutProspect(email));
}

const members = (text = '') => text.split(', ').filter(Boolean);
const added = ({ before, after }: Change) => members(after).filter(one => !members(before).includes(one));
const removed = ({ before, after }: Change) => members(before).filter(one => !members(after).includes(one));

function judgeRest(rest: readonly Change[]): Check[] {
  const deleted = rest.filter(({ after }) => after === undefined);
  const others = rest.filter(({ after }) => after !== undefined);
  return [checkNone('nothing is deleted', deleted), checkNone('nothing else is changed', others)];
}

function checkNone(what: string, changes: readonly Change[]): Check {
  if (changes.length === 0) return { what, ok: true };
  const found = changes.map(
    ({ about, before, after }) => `${about}: ${before ?? 'none'} → ${after ?? 'none'}`,
  );
  return { what, ok: false, found: found.join('; ') };
}
