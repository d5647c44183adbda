import { addressesOf, addressOf, ask, field, paidNow, prospectOf, rows, withStatus } from './answers.ts';
import { saveTo } from './save.ts';
import type { Scripts } from './script.ts';

export const findScripts: Scripts = {
  'heads-of-sales': async agent => {
    const domains = ['initech.example', 'norrland.example', 'meridian.example'];
    const search = { positions: ['Head of Sales'], domains, limit: 5 };
    const preview = await ask(agent, 'find_people', search);
    const maxCredits = Math.min(Number(preview.revealPrice), 10);
    const found = await ask(agent, 'find_people', { ...search, reveal: true, maxCredits });
    const leads = rows(found, 'leads').filter(lead => addressesOf(lead).length > 0);
    const prepared = await ask(agent, 'prepare_leads', { people: leads.map(prospectOf) });
    return saveTo(agent, 'Q1', rows(prepared, 'ready').map(prospectOf));
  },

  'three-spellings': async agent => {
    // Whom we have costs nothing: she is looked for on our lists first.
    const known = await ask(agent, 'find_people', {
      positions: ['Chief Technology Officer'],
      domains: ['acme.example'],
    });
    const [{ list = '' } = {}] = rows(known, 'known').filter(one => field(one, 'firstName').startsWith('Zo'));
    const members = await ask(agent, 'get_prospects_in_list', { listId: list, lastName: 'Müller' });
    return saveTo(agent, 'VIPs', rows(members, 'prospects').map(prospectOf));
  },

  'nobody-there': async agent => {
    const wanted = {
      positions: ['Chief Happiness Officer'],
      domains: ['hollow.example', 'meridian.example'],
    };
    const chiefs = await ask(agent, 'find_people', wanted);
    if (rows(chiefs, 'leads').length > 0) throw new Error('There is one after all.');
    const instead = { positions: ['HR Manager'], domains: wanted.domains, limit: 3 };
    const found = await ask(agent, 'find_people', { ...instead, reveal: true, maxCredits: 5 });
    const reached = rows(found, 'leads').filter(lead => addressesOf(lead).length > 0);
    const nobodyAt = wanted.domains.filter(domain => reached.every(lead => field(lead, 'domain') !== domain));
    const saved = await saveTo(agent, 'Culture', reached.slice(0, 2).map(prospectOf));
    return `${saved} Nobody at ${nobodyAt.join(', ')}.`;
  },

  'profile-links': async (agent, words) => {
    const urls = words.match(/(https:\/\/)?[\w.]*(linkedin\.com\/in|x\.com)\/[\w-]+/g) ?? [];
    const found = await ask(agent, 'find_prospects_by_url', { urls, maxCredits: 8 });
    const told = rows(found, 'results').map(row => {
      const person = row.prospect as Readonly<Record<string, unknown>> | undefined;
      if (!person) return `${field(row, 'url')}: ${field(row, 'status')}`;
      const [job = {}] = rows(person, 'currentJobs');
      return `${field(person, 'name')}, ${field(job, 'companyName')}: ${addressesOf(person).join(', ')}`;
    });
    return told.join('\n');
  },

  'paid-before': async (agent, words) => {
    const names = /: (.*?)\. Some/.exec(words)?.[1]?.split(/, | and /) ?? [];
    const people = names.map(name => {
      const [firstName, ...rest] = name.split(' ');
      return { firstName, lastName: rest.join(' '), domain: 'meridian.example' };
    });
    const found = await ask(agent, 'find_emails', { people });
    const saved = await saveTo(agent, 'Munich', withStatus(found, 'found').map(prospectOf));
    const { balance } = await ask(agent, 'get_balance');
    return `${saved} It has cost ${paidNow(found)} credits now; ${balance} are left.`;
  },

  'domain-addresses': async agent => {
    const search = { domain: 'globex.example', type: 'personal', limit: 10 };
    const listed = await ask(agent, 'search_domain_emails', search);
    const emails = rows(listed, 'emails').map(addressOf);
    const checked = await ask(agent, 'verify_emails', { emails, maxCredits: 11 - paidNow(listed) });
    const good = withStatus(checked, 'valid').map(addressOf);
    const people = rows(listed, 'emails').filter(row => good.includes(addressOf(row)));
    return saveTo(agent, 'Globex people', people.map(prospectOf));
  },
};
