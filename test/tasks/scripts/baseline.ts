import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from '../host/agent.ts';
import { type Data, rows } from './answers.ts';
import type { Scripts } from './script.ts';

// What a sensible agent does with one tool for each method: it polls, counts credits and reads pages by itself.

/** So long an agent thinks before it asks again, in milliseconds at 60 times life. */
const PAUSE_MS = 50;

/** Only answers that are objects have fields; a bare array is found under `data`. */
async function ask(agent: Agent, tool: string, args: object = {}): Promise<Data> {
  const { value, text, isError } = await agent.call(tool, args);
  if (isError || typeof value !== 'object' || value === null) throw new Error(`${tool}: ${text}`);
  return Array.isArray(value) ? { data: value } : (value as Data);
}

/** Starts a search, and asks for its result until it is there. */
async function search(agent: Agent, tool: string, args: object): Promise<Data> {
  const started = await ask(agent, `${tool}_start`, args);
  const { task_hash } = { ...(started.data as Data), ...(started.meta as Data) };
  for (;;) {
    await sleep(PAUSE_MS);
    const result = await ask(agent, `${tool}_result`, { task_hash });
    if (result.status === 'completed') return result;
  }
}

/** Makes a list, and adds these addresses one by one. */
async function save(agent: Agent, name: string, emails: readonly string[]): Promise<string> {
  const made = await ask(agent, 'create_list', { name });
  const [{ data = {} } = {}] = rows(made, 'data');
  for (const email of emails)
    await ask(agent, 'add_prospect_to_list', { email, listId: String((data as Data).id) });
  return `On '${name}' are ${emails.join(', ')}.`;
}

/** The addresses of those that the verifier calls valid, ten a request. */
async function verify(agent: Agent, emails: readonly string[]): Promise<string[]> {
  const valid: string[] = [];
  for (let at = 0; at < emails.length; at += 10) {
    const result = await search(agent, 'email_verification', { emails: emails.slice(at, at + 10) });
    const good = rows(result, 'data').filter(row => (row.result as Data).smtp_status === 'valid');
    valid.push(...good.map(row => String(row.email)));
  }
  return valid;
}

const ADDRESS = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;

export const BASELINE_SCRIPTS: Scripts = {
  'heads-of-sales': async agent => {
    const filters = {
      prospect: { job_titles: { include: ['Head of Sales'] } },
      company: { name: { include: ['Initech', 'Norrland Timber', 'Meridian Freight'] } },
    };
    const found = await search(agent, 'database_search_prospects', { filters });
    const emails: string[] = [];
    for (const person of rows(found.data as Data, 'prospects').slice(0, 5)) {
      const link = String(person.email_and_hidden_info_reveal);
      const revealed = await search(agent, 'database_search_prospect_email', {
        task_hash: link.split('/').at(-1),
      });
      const valid = rows(revealed.data as Data, 'emails').filter(one => one.smtp_status === 'valid');
      emails.push(...valid.map(one => String(one.email)));
    }
    return save(agent, 'Q1', emails);
  },

  'thirty-addresses': async (agent, words) => {
    const emails = words.match(ADDRESS) ?? [];
    const saved = await save(agent, 'July', await verify(agent, emails.slice(0, 10)));
    return `${saved} ${emails.length - 10} are unchecked.`;
  },

  'paid-before': async (agent, words) => {
    const names = /: (.*?)\. Some/.exec(words)?.[1]?.split(/, | and /) ?? [];
    const people = names.map(name => {
      const [first_name, ...rest] = name.split(' ');
      return { first_name, last_name: rest.join(' '), domain: 'meridian.example' };
    });
    const before = await ask(agent, 'get_balance');
    const found = await search(agent, 'emails_by_domain_by_name', { rows: people });
    const emails = rows(found, 'data').flatMap(row => rows(row, 'result').map(one => String(one.email)));
    const saved = await save(agent, 'Munich', emails);
    const after = await ask(agent, 'get_balance');
    const [had, has] = [before, after].map(({ data }) => Number((data as Data).balance)) as [number, number];
    return `${saved} It has cost ${had - has} credits now; ${has} are left.`;
  },

  'long-list': async agent => {
    const lists = rows(await ask(agent, 'get_user_lists'), 'data');
    const { id: listId, contacts } = lists.find(({ name }) => name === 'Trade fair visitors') ?? {};
    const people: Data[] = [];
    for (let page = 1; people.length < Number(contacts); page++) {
      const answer = await ask(agent, 'prospect_list', { listId, page, perPage: 100 });
      people.push(...rows(answer, 'prospects'));
    }
    const told = people
      .filter(({ lastName }) => lastName === 'Okonkwo')
      .map(one => `${one.name}, ${rows(one, 'emails').map(({ email }) => email)}`);
    return `${told.join('; ')}. The list has ${contacts} people.`;
  },

  'campaign-report': async agent => {
    const campaigns = rows(await ask(agent, 'get_user_campaigns'), 'data');
    const { id: campaignId } = campaigns.find(({ campaign }) => campaign === 'Q4') ?? {};
    const reads = ['emails_sent', 'get_emails_opened', 'get_emails_clicked', 'get_emails_replies'];
    const people: string[] = [];
    for (const tool of reads) {
      const events = rows(await ask(agent, tool, { campaignId }), 'data');
      people.push(`${new Set(events.map(one => one.prospectEmail ?? one.userEmail)).size} people`);
    }
    const period = { dateFrom: '2026-08-20', dateTo: '2026-09-20' };
    const activity = await ask(agent, 'recipients_activity', { campaign_id: String(campaignId), ...period });
    const count = (type: string) =>
      new Set(
        rows(activity, 'data')
          .filter(one => one.event_type === type)
          .map(one => one.recipient_email),
      ).size;
    return `Mailed, opened, clicked, answered: ${people.join(', ')}; unsubscribed: ${count('unsubscribe')}; came back: ${count('bounce')}.`;
  },
};
