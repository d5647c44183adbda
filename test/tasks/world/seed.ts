import { database } from '../../../src/sandbox/database/database.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import type { Account } from '../../../src/sandbox/state/account.ts';
import { newProspect, type Prospect, prospectOf } from '../../../src/sandbox/state/prospect.ts';
import type { Member, World } from '../task.ts';

/** The only account of a task's sandbox. */
export function accountOf(sandbox: Sandbox): Account {
  const account = sandbox.account();
  if (!account) throw new Error('The sandbox has no account.');
  return account;
}

/** Puts into the sandbox what a task begins with. */
export function seed(sandbox: Sandbox, { credits, lists = {} }: World): void {
  const account = accountOf(sandbox);
  if (credits !== undefined) account.credits = credits;
  for (const [name, members] of Object.entries(lists)) {
    const id = Math.max(...account.crm.lists.map(list => list.id)) + 1;
    const createdAt = Date.parse('2026-09-01T08:00:00Z');
    const people = members.map(member => prospectFor(account, member, createdAt));
    account.crm.lists.push({ id, name, createdAt, members: people });
  }
}

/** Whom the account knows by this address already is the same person on a further list. */
function prospectFor(account: Account, member: Member, at: number): Prospect {
  const email = typeof member === 'string' ? member : member.email;
  const known = account.crm.prospects.find(prospect => prospect.email === email);
  const prospect = known ?? newMember(account, member, at);
  if (!known) account.crm.prospects.push(prospect);
  return prospect;
}

function newMember(account: Account, member: Member, at: number): Prospect {
  if (typeof member !== 'string') {
    const fullName = `${member.firstName} ${member.lastName}`;
    return { ...newProspect(`${account.id} ${member.email}`, at), ...member, fullName };
  }
  const person = database.personByEmail(member);
  if (!person) throw new Error(`Nobody in the sandbox has the address ${member}.`);
  return prospectOf(person, account.id);
}
