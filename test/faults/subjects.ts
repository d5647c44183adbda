import { database, revealHash } from '../../src/sandbox/database/database.ts';
import type { Charge } from '../../src/sandbox/index.ts';
import type { Answer } from '../harness.ts';
import { addresses, links, people } from '../snovio/flows/kit.ts';

/** How an answer tells what became of one charged item. */
export type Ending = 'delivered' | 'in_doubt' | 'open';

/** A paid question in one API generation, as the suite asks it. */
export interface Subject {
  readonly name: string;
  readonly tool: string;
  readonly generation: 'v1' | 'v2';
  /** Arguments for so many items, beginning with another one for each `from`. */
  args(count: number, from: number): object;
  /** Most credits that so many items can cost. */
  price(count: number): number;
  /** The paths whose requests are charged. */
  readonly charged: readonly string[];
  ending(answer: Answer, charge: Charge): Ending;
  /** Whether the tool takes many items. */
  readonly many: boolean;
}

interface Row {
  status: string;
  reason?: string;
  emailStatus?: string;
}

const OPEN = ['pending', 'not_run'];

function endingOf(row: Row | undefined): Ending {
  if (!row || OPEN.includes(row.status)) return 'open';
  if (row.status !== 'error') return 'delivered';
  return row.reason === 'in_doubt' || row.reason === 'task_lost' ? 'in_doubt' : 'open';
}

/** The end of a call that asks about one thing: its answer, or the error it ended in. */
function whole({ isError, code, structured }: Answer): Ending {
  if (isError) return code === 'in_doubt' ? 'in_doubt' : 'open';
  return structured?.status ? endingOf(structured) : 'delivered';
}

const rowsOf = ({ structured }: Answer) => (structured?.results ?? []) as (Row & Record<string, string>)[];

function verify(generation: 'v1' | 'v2', path: string): Subject {
  return {
    name: `verify_emails ${generation}`,
    tool: 'verify_emails',
    generation,
    args: (count, from) => ({ emails: addresses(count, from) }),
    price: count => count,
    charged: [path],
    ending: (answer, { item }) => endingOf(rowsOf(answer).find(row => row.email === item)),
    many: true,
  };
}

function find(generation: 'v1' | 'v2', path: string): Subject {
  return {
    name: `find_emails ${generation}`,
    tool: 'find_emails',
    generation,
    args: (count, from) => ({ people: people(count, from) }),
    price: count => count,
    charged: [path],
    ending: (answer, { item }) => {
      const nameOf = (row: Record<string, string>) => `${row.firstName}.${row.lastName}@${row.domain}`;
      return endingOf(rowsOf(answer).find(row => nameOf(row).toLowerCase() === item));
    },
    many: true,
  };
}

const slugOf = (text: string) => /load[-.](\d+)/.exec(text)?.[1];

function url(generation: 'v1' | 'v2', charged: string[]): Subject {
  return {
    name: `find_prospects_by_url ${generation}`,
    tool: 'find_prospects_by_url',
    generation,
    args: (count, from) => ({ urls: links(count, from) }),
    price: count => (generation === 'v1' ? count : 2 * count),
    charged,
    ending: (answer, { item }) => {
      const row = rowsOf(answer).find(one => slugOf(one.url ?? '') === slugOf(item));
      if (!item.includes('@') || row?.emailStatus === undefined) return endingOf(row);
      const note = String(answer.structured.note ?? '');
      return endingOf({ status: row.emailStatus, ...(note.includes('in_doubt') && { reason: 'in_doubt' }) });
    },
    many: true,
  };
}

function one(
  tool: string,
  generation: 'v1' | 'v2',
  rest: Pick<Subject, 'args' | 'price' | 'charged'> & { label?: string },
): Subject {
  const { label = '', ...facts } = rest;
  return { name: `${tool}${label} ${generation}`, tool, generation, ending: whole, many: false, ...facts };
}

/** The hashes of people who have an address. */
const HASHES = database.people.filter(({ mailbox }) => mailbox === 'valid').map(revealHash);

const reveal: Subject = {
  name: 'reveal_people v2',
  tool: 'reveal_people',
  generation: 'v2',
  args: (_, from) => ({ personIds: HASHES.slice(from, from + 3) }),
  price: () => 3,
  charged: ['/v2/database-search/prospects/search-emails/start/{task_hash}'],
  ending: (answer, { item }) => {
    const person = database.personByEmail(item);
    return endingOf(rowsOf(answer).find(row => person && row.personId === revealHash(person)));
  },
  // Each is a request of its own: few, so that all have left before a call can be cancelled.
  many: false,
};

const SIZES = ['Self', '1-10', '11-50', '51-200'];

const DOMAINS = ['globex.example', 'acme.example', 'umbra.example', 'greyfield.example'];
/** The companies of these domains. */
const COMPANIES = ['Globex', 'Acme Rockets', 'Umbra Textiles', 'Greyfield Bank'];
const domainOf = (from: number) => DOMAINS[from % DOMAINS.length];

export const SUBJECTS: readonly Subject[] = [
  verify('v1', '/v1/add-emails-to-verification'),
  verify('v2', '/v2/email-verification/start'),
  find('v1', '/v1/add-names-to-find-emails'),
  find('v2', '/v2/emails-by-domain-by-name/start'),
  url('v1', ['/v1/add-url-for-search']),
  url('v2', ['/v2/li-profiles-by-urls/start', '/v2/emails-by-domain-by-name/start']),
  one('search_domain_emails', 'v1', {
    args: (_, from) => ({ domain: domainOf(from), limit: 30 }),
    price: () => 3,
    charged: ['/v2/domain-emails-with-info'],
  }),
  one('search_domain_emails', 'v2', {
    args: (_, from) => ({ domain: domainOf(from), limit: 30 }),
    price: () => 1,
    charged: ['/v2/domain-search/domain-emails/start'],
  }),
  one('search_domain_people', 'v2', {
    args: (_, from) => ({ domain: domainOf(from), limit: 20 }),
    price: () => 1,
    charged: ['/v2/domain-search/prospects/start'],
  }),
  {
    ...one('get_company_by_domain', 'v2', {
      args: (_, from) => ({ domains: [domainOf(from)] }),
      price: () => 1,
      charged: ['/v2/domain-search/start'],
    }),
    ending: (answer, { item }) => endingOf(rowsOf(answer).find(row => row.domain === item)),
  },
  {
    ...one('find_domains_by_name', 'v2', {
      args: (_, from) => ({ names: [COMPANIES[from % COMPANIES.length]] }),
      price: () => 1,
      charged: ['/v2/company-domain-by-name/start'],
    }),
    ending: (answer, { item }) => {
      const name = COMPANIES[DOMAINS.indexOf(item)];
      return endingOf(rowsOf(answer).find(row => row.name === name));
    },
  },
  one('get_profile_by_email', 'v1', {
    args: (_, from) => ({ email: `load.${from}@load.example` }),
    price: () => 1,
    charged: ['/v1/get-profile-by-email'],
  }),
  one('add_names_to_find_emails', 'v1', {
    args: (_, from) => ({ ...people(1, from)[0] }),
    price: () => 1,
    charged: ['/v1/add-names-to-find-emails'],
  }),
  one('add_url_for_search', 'v1', {
    args: (_, from) => ({ url: links(1, from)[0] }),
    price: () => 1,
    charged: ['/v1/add-url-for-search'],
  }),
  reveal,
  one('search_companies', 'v2', {
    args: (_, from) => ({ companySizes: [SIZES[from % SIZES.length]] }),
    price: () => 1,
    charged: ['/v2/database-search/companies/start'],
  }),
  {
    ...verify('v1', '/v1/add-emails-to-verification'),
    name: 'add_emails_to_verification v1',
    tool: 'add_emails_to_verification',
    many: false,
    args: (_, from) => ({ emails: addresses(3, from) }),
    price: () => 3,
  },
];

/** The subjects of these names. */
export function subject(name: string): Subject {
  const found = SUBJECTS.find(each => each.name === name);
  if (!found) throw new Error(`No subject ${name}`);
  return found;
}
