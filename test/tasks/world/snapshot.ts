import type { Account } from '../../../src/sandbox/state/account.ts';
import type { Prospect } from '../../../src/sandbox/state/prospect.ts';

/** All that an account holds, in words, by what it is about: `{"list 'Q1'": "jane@acme.example"}`. */
export type Snapshot = ReadonlyMap<string, string>;

/** A difference between two snapshots: what was and what is; undefined where there was or is nothing. */
export interface Change {
  readonly about: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an account holds now. */
export function snapshotOf({ crm, webhooks }: Account): Snapshot {
  const lists = crm.lists
    .filter(({ deletedAt }) => deletedAt === undefined)
    .map(({ id, name, members }) => [aboutList(name, id), addresses(members.map(one => one.email))]);
  const campaigns = crm.campaigns.map(({ id, name, status, listId }) => [
    `campaign '${name}' (${id})`,
    `${status}, fed by ${listId}`,
  ]);
  const recipients = crm.campaigns
    // Recipients who are generated are no prospects of the account, and very many.
    .filter(({ bulk }) => !bulk)
    .flatMap(campaign =>
      [...campaign.recipients().values()].map(({ prospect, status }) => [
        aboutRecipient(prospect.email, campaign.name),
        status,
      ]),
    );
  const blacklists = crm.blacklists.map(({ name, items }) => [
    `${DO_NOT_EMAIL} '${name}'`,
    addresses([...items]),
  ]);
  const hooks = webhooks.map(hook => [
    `webhook ${hook.id}`,
    `${hook.event_object}.${hook.event_action} → ${hook.end_point} (${hook.status})`,
  ]);
  const prospects = crm.prospects.map(one => [aboutProspect(one.email), JSON.stringify(factsOf(one))]);
  const all = [lists, campaigns, recipients, blacklists, hooks, prospects].flat();
  return new Map(all as [string, string][]);
}

export const DO_NOT_EMAIL = 'do-not-email list';
export const aboutList = (name: string, id: number) => `list '${name}' (${id})`;
export const aboutRecipient = (email: string, campaign: string) => `${email} in ${campaign}`;
export const aboutProspect = (email: string) => `prospect ${email.toLowerCase()}`;

function addresses(emails: string[]): string {
  return emails
    .map(email => email.toLowerCase())
    .sort()
    .join(', ');
}

function factsOf({ firstName, lastName, position, companyName, customFields }: Prospect): object {
  return { firstName, lastName, position, companyName, ...customFields };
}

/** What differs, in the order in which it came about. */
export function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .map(about => ({ about, before: before.get(about), after: after.get(about) }))
    .filter(change => change.before !== change.after);
}
