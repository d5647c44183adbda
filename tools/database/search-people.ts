import { z } from 'zod';
import { type DatabasePerson, peopleSearch } from '../../src/snovio/methods/database-people.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { domainName, fact, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { filled } from '../shared/check.ts';
import { companyFilters, companyParams, companyPlaces, texts } from '../shared/company-filters.ts';
import { type Filters, places, plain, seniority, sides, someFilter } from '../shared/database-filters.ts';
import { columnsOf, detailed } from '../shared/detail.ts';
import { listingFacts } from '../shared/paging.ts';
import { firstName, lastName, next } from '../shared/params.ts';
import { listPage, startOf } from './paging.ts';

const DEPARTMENTS = [
  'engineering',
  'human_resources',
  'it_is',
  'finance_administration',
  'marketing',
  'operations',
  'sales',
  'support',
  'other',
] as const;

const input = z.object({
  positions: texts('Job titles'),
  seniority,
  departments: z.array(z.enum(DEPARTMENTS)).optional().describe('Departments'),
  locations: texts('Like city: Berlin; also state, country, region, subregion'),
  skills: texts('Skills'),
  firstName: firstName.optional(),
  lastName: lastName.optional(),
  ...companyParams,
  ...detailed,
  next,
});

const PersonRow = z.object({
  personId: id.optional(),
  firstName: fact.optional(),
  lastName: fact.optional(),
  position: fact.optional(),
  locality: fact.optional(),
  companyName: fact.optional(),
  domain: domainName.optional(),
  companyLocality: fact.optional(),
  industry: fact.optional(),
  companySize: fact.optional(),
  listId: id.optional(),
});

const BRIEF = [
  'personId',
  'firstName',
  'lastName',
  'position',
  'locality',
  'companyName',
  'domain',
  'listId',
];

export const searchPeople = defineTool({
  name: 'search_people',
  title: 'Search people in the database',
  toolset: 'database',
  methods: [
    'POST /v2/database-search/prospects/start',
    'GET /v2/database-search/prospects/result/{task_hash}',
  ],
  effect: 'read',
  credits: 'free',
  description:
    "Searches Snov.io's database for people by job, place, skills, company; -x in a list excludes x. Free; reveal_people then shows last names and addresses.",
  input,
  output: z.object({
    ...listingFacts,
    people: z.array(PersonRow),
  }),
  run: async (args, { snovio, call }) => {
    const columns = columnsOf(PersonRow, BRIEF, args);
    const from = startOf(args.next);
    const filters = someFilter(dropEmpty({ prospect: personFilters(args), company: employerFilters(args) }));
    const task = peopleSearch({ filters, page: from.page });
    const page = await snovio.task(task, call, 'the search for people');
    const { rows, facts } = listPage(page, from, row => columns.pick(shapePerson(row)));
    return { ...facts, people: rows };
  },
});

type Arguments = z.output<typeof input>;

function personFilters(args: Arguments): Filters {
  return dropEmpty({
    job_titles: sides(args.positions, 'positions'),
    management_levels: dropEmpty({ include: plain(args.seniority, 'seniority') }),
    departments: dropEmpty({ include: plain(args.departments, 'departments') }),
    locations: places(args.locations, 'locations'),
    skills: sides(args.skills, 'skills'),
    first_name: args.firstName && filled(args.firstName, 'firstName'),
    last_name: args.lastName && filled(args.lastName, 'lastName'),
  });
}

function employerFilters(args: Arguments): Filters {
  return dropEmpty({ ...companyFilters(args), locations: companyPlaces(args) });
}

function shapePerson({ company, ...row }: DatabasePerson) {
  return dropEmpty({
    personId: row.hash,
    firstName: row.first_name,
    lastName: row.last_name,
    position: row.job_title,
    locality: row.location,
    companyName: company.name,
    domain: company.domain,
    companyLocality: company.location,
    industry: company.industry,
    companySize: company.size,
    listId: row.list_id,
  });
}
