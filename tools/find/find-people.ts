import { z } from 'zod';
import { findPeople as find, type LeadsAnswer } from '../../src/snovio/flows/find-people.ts';
import { companyNames, type Wanted } from '../../src/snovio/flows/leads.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { normaliseName } from '../../src/snovio/shapes/normalise.ts';
import { counted } from '../../src/text/counted.ts';
import { domainName, fact, given, link } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { companyFilters, companyParams, texts } from '../shared/company-filters.ts';
import { places, plain, seniority, sides, someFilter } from '../shared/database-filters.ts';
import { validDomain } from '../shared/domain.ts';
import { flowFacts, foundEmail, itemStatus } from '../shared/outputs.ts';
import { listingFacts, positionOf, tokenOf } from '../shared/paging.ts';
import { paging, spending, waitSeconds } from '../shared/params.ts';
import { fitRows, MOST, tokensAtMost } from '../shared/size.ts';
import { knownPlaces, placesOf } from './known-places.ts';

const input = z.object({
  positions: texts('Job titles'),
  seniority,
  locations: texts('Like city: Berlin; also state, country, region, subregion'),
  companies: companyParams.companies,
  domains: texts('Company domains'),
  industries: companyParams.industries,
  companySizes: companyParams.companySizes,
  limit: z.int().min(1).max(100).optional().describe('Default 25'),
  next: paging.next,
  reveal: z.boolean().optional().describe('Find and pay for addresses'),
  only: z.array(z.string()).max(100).optional().describe('Just these leads: name, position, company'),
  ...spending,
  waitSeconds,
});

/** Whoever is on a list already is told of for information only. */
const MOST_KNOWN = 10;
const MOST_KNOWN_TOKENS = 5000;

type Arguments = z.output<typeof input>;

export const findPeople = defineTool({
  name: 'find_people',
  title: 'Find people by job and company',
  toolset: 'find',
  methods: [
    'POST /v2/database-search/prospects/start',
    'GET /v2/database-search/prospects/result/{task_hash}',
    'POST /v2/database-search/prospects/search-emails/start/{task_hash}',
    'GET /v2/database-search/prospects/search-emails/result/{task_hash}',
    'GET /v2/domain-emails-with-info',
    'POST /v2/domain-search/domain-emails/start',
    'GET /v2/domain-search/domain-emails/result/{task_hash}',
    'POST /v2/domain-search/prospects/start',
    'GET /v2/domain-search/prospects/result/{task_hash}',
    'POST /v2/domain-search/prospects/search-emails/start/{prospect_hash}',
    'GET /v2/domain-search/prospects/search-emails/result/{task_hash}',
    'GET /v1/get-user-lists',
    'GET /v1/get-user-campaigns',
  ],
  effect: 'spend',
  long: {},
  credits: 'free; with reveal about 1 per person, or less',
  description:
    'Finds people by job, place and company: a free preview with the price of their addresses. PAID: with reveal about 1 credit per person, none for who is on your lists already. Then prepare_leads and save_prospects.',
  input,
  output: z.object({
    leads: z.array(
      z.object({
        firstName: fact.optional(),
        lastName: fact.optional(),
        position: fact.optional(),
        companyName: fact.optional(),
        domain: domainName.optional(),
        locality: fact.optional(),
        linkedIn: link.optional(),
        status: itemStatus.optional(),
        reason: fact.optional(),
        emails: z.array(foundEmail).optional(),
        paid: z.number().optional(),
        /** How `only` named them. */
        lead: given.optional(),
      }),
    ),
    known: z
      .array(
        z.object({
          firstName: fact.optional(),
          lastName: fact.optional(),
          position: fact.optional(),
          companyName: fact.optional(),
          ...knownPlaces,
        }),
      )
      .optional(),
    ...listingFacts,
    revealPrice: z.number(),
    uncovered: z.array(domainName).optional(),
    unfinished: fact.optional(),
    ...flowFacts,
  }),
  run: async (args, context) => {
    const { snovio, call } = context;
    const { limit = 25, next, reveal = false, only, maxCredits, fresh } = args;
    const wanted = wantedOf(args);
    const filters = filtersOf(args, wanted);
    const offset = positionOf(next);
    const spending = { reveal, only, maxCredits, fresh };
    const search = { ...wanted, isNarrow: isNarrow(args), filters, limit, offset, ...spending };
    const answer = await find(snovio, search, call);
    const known = answer.known.slice(0, MOST_KNOWN);
    const places = await placesOf(
      known.map(({ listId }) => listId),
      context,
    );
    const rows = answer.leads.map(({ personId: _, checkedAt: __, source: ___, ...lead }) => dropEmpty(lead));
    const { kept: told } = fitRows(
      known.map(person => ({ ...person, ...places(person.listId) })),
      MOST_KNOWN_TOKENS,
    );
    const others = tokensAtMost(JSON.stringify([told, answer.uncovered]));
    const { kept, note } = fitRows(rows, MOST - others);
    const nextOffset = kept.length < rows.length ? offset + kept.length : answer.nextOffset;
    return {
      ...dropEmpty({
        ...answer,
        known: told,
        next: nextOffset === undefined ? undefined : tokenOf(nextOffset),
        note: [priceNote(answer, args), answer.note, note].filter(Boolean).join(' '),
      }),
      leads: kept,
      returned: kept.length,
    };
  },
});

/** @throws SnovioError `invalid_input` */
function wantedOf({ companies, domains, positions }: Arguments): Wanted {
  return {
    companies: plain(companies, 'companies').filter(name => !isExcluded(name)),
    domains: plain(domains, 'domains').map(text => validDomain(text, 'domains')),
    positions: plain(positions, 'positions'),
  };
}

function isExcluded(text: string): boolean {
  return text.trim().startsWith('-');
}

/** Whether more than companies and titles says who is wanted. */
function isNarrow({ positions = [], seniority = [], locations = [] }: Arguments): boolean {
  return seniority.length > 0 || locations.length > 0 || positions.some(isExcluded);
}

/** The filters, a set for each place, since Snov.io takes one at a time. @throws SnovioError `invalid_input` */
function filtersOf(args: Arguments, wanted: Wanted): object[] {
  const excluded = (args.companies ?? []).filter(isExcluded);
  const company = companyFilters({ ...args, companies: [...companyNames(wanted), ...excluded] });
  const one = (location: string | undefined) =>
    someFilter(
      dropEmpty({
        prospect: dropEmpty({
          job_titles: sides(args.positions, 'positions'),
          management_levels: dropEmpty({ include: plain(args.seniority, 'seniority') }),
          locations: location === undefined ? undefined : places([location], 'locations'),
        }),
        company,
      }),
    );
  const locations = plain(args.locations, 'locations');
  return locations.length > 0 ? locations.map(one) : [one(undefined)];
}

function priceNote(
  { leads, known, revealPrice, uncovered, unfinished }: LeadsAnswer,
  args: Arguments,
): string {
  const parts: string[] = [];
  if (args.only) parts.push(onlyNote(leads, args.only));
  else if (leads.length + known.length + uncovered.length === 0 && !unfinished && !args.next)
    parts.push(nobodyNote(args));
  if (!args.reveal && leads.length > 0) {
    // More than 1 each: a page that is worth it comes first.
    const price = counted(revealPrice, 'credit');
    const most = revealPrice > leads.length ? `${price}, mostly fewer,` : `${price},`;
    const people =
      leads.length === 1 ? '1 person; the address' : `${leads.length} people; addresses for all of them`;
    parts.push(`${people}: at most ${most} with reveal: true.`);
  }
  if (known.length > 0)
    parts.push(
      `${known.length} who fit are on your lists already: get_prospects_in_list has their addresses, free.`,
    );
  if (uncovered.length > 0) parts.push(uncoveredNote(args));
  return parts.filter(Boolean).join(' ');
}

function onlyNote(leads: LeadsAnswer['leads'], only: readonly string[]): string {
  const named = new Set(leads.map(({ lead = '' }) => normaliseName(lead)));
  const missing = only.filter(name => !named.has(normaliseName(name))).length;
  return missing > 0 ? `${missing} of only are not among these leads: name them as they were shown.` : '';
}

function nobodyNote({ companies = [] }: Arguments): string {
  return companies.length > 0
    ? 'Nobody fits. The database may spell a company otherwise: try another spelling, or domains instead.'
    : 'Nobody fits. Leave a filter out, or try other words.';
}

function uncoveredNote({ reveal, maxCredits }: Arguments): string {
  const nobody = 'The free database knows nobody who fits at the uncovered domains';
  return reveal && maxCredits !== undefined
    ? `${nobody}, and the paid search of domains found nobody either, or the credits did not reach.`
    : `${nobody}: with reveal: true and maxCredits the paid search of domains is asked, about 1 credit for 10 addresses.`;
}
