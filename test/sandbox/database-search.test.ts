import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, type Json, open } from './client.ts';

const PATH = '/v2/database-search';
let client: Client;
beforeEach(async () => {
  client = await open();
});
afterEach(() => client.close());

async function search(kind: 'prospects' | 'companies', filters: object, page?: number): Promise<Json> {
  const start = await client.ask('POST', `${PATH}/${kind}/start`, { json: { filters, page } });
  if (start.status !== 200) return start.body;
  return (await client.result(new URL(start.body.links.result).pathname)).body.data;
}
const people = async (filters: object) => (await search('prospects', filters)).prospects as Json[];
const companies = async (filters: object) =>
  (await search('companies', filters)).companies.map(({ name }: Json) => name) as string[];
const spent = () => client.sandbox.charges.length;

describe('the search for people', () => {
  test('is free, and comes in pages of 50', async () => {
    const filters = { company: { name: { include: ['acme'] } } };
    const pages = await Promise.all([1, 2, 3, 4].map(page => search('prospects', filters, page)));
    expect(pages.map(({ total, page, total_pages }) => [total, page, total_pages])).toEqual(
      [1, 2, 3, 4].map(page => [130, page, 3]),
    );
    expect(pages.map(({ prospects }) => prospects.length)).toEqual([50, 50, 30, 0]);
    expect(spent()).toBe(0);
  });

  test.each([
    [{ job_titles: { include: ['sales'], exclude: ['head'] } }, /^Sales Manager$/],
    [{ management_levels: { include: ['director_level'] } }, /^Head of Sales$/],
    [{ management_levels: { include: ['c_level', 'vp_level'] } }, /^(Chief|VP) /],
    [{ departments: { include: ['engineering'], exclude: ['it_is'] } }, /Developer|Engineer|Technology/i],
    [{ first_name: 'MARA', last_name: 'Lindqvist' }, /^(Head of Sales|Data Analyst)$/],
  ])('filters by %j', async (prospect, title) => {
    const found = await people({ prospect });
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ job_title }) => !title.test(job_title))).toEqual([]);
  });

  test('filters by skills, by where people live and by where their company is', async () => {
    const place = (locality: string, location_type: string) => ({ locality, location_type });
    const inBavaria = await people({ prospect: { locations: { include: place('bavaria', 'state') } } });
    expect(new Set(inBavaria.map(({ location }) => location))).toEqual(new Set(['Munich, Bavaria, Germany']));
    const elsewhere = await people({
      prospect: { locations: { exclude: place('Germany', 'country') } },
      company: { locations: { include: place('Berlin', 'city') } },
    });
    expect(elsewhere.length).toBeGreaterThan(0);
    for (const { location, company } of elsewhere) {
      expect(location).not.toMatch(/Germany/);
      expect(company.location).toBe('Berlin, Berlin, Germany');
    }
    const skilled = await people({ prospect: { skills: { include: ['TypeScript'] } } });
    const others = await people({ prospect: { skills: { exclude: ['TypeScript'] } } });
    expect(skilled.length).toBeGreaterThan(0);
    expect(others.map(({ email_and_hidden_info_reveal: link }) => link)).not.toContain(
      skilled[0].email_and_hidden_info_reveal,
    );
  });

  test('masks last name and link, and names the list that somebody is on', async () => {
    const [mara] = await people({
      prospect: { first_name: 'Mara' },
      company: { name: { include: ['Acme Rockets'] } },
    });
    expect(mara).toMatchObject({
      first_name: 'Mara',
      last_name: 'Li***',
      linkedin_url: 'https://linkedin.com/in/ma******',
      list_id: 8_512_901,
    });
    const [leila] = await people({ prospect: { first_name: 'Leila' } });
    expect(leila).toMatchObject({ last_name: 'Fr***', company: [] });
    expect(leila).not.toHaveProperty('list_id');
  });

  test('offers up to 15 similar places where none has that name', async () => {
    const answer = await search('prospects', {
      prospect: { locations: { include: { locality: 'Berlim', location_type: 'city' } } },
    });
    expect(answer.errors).toMatchObject({ code: 422, source: 'filters.prospect.locations.include.locality' });
    expect(answer.errors.choices[0]).toBe('Berlin');
    expect(answer.errors.choices.length).toBeLessThanOrEqual(15);
    const industry = await search('prospects', { company: { industries: { include: ['Aviation'] } } });
    expect(industry.errors.choices[0]).toBe('Aviation & Aerospace');
  });

  test.each([
    { prospect: { management_levels: { include: ['boss'] } } },
    { prospect: { departments: { exclude: ['Sales'] } } },
    { prospect: { locations: { include: { locality: 'Berlin', location_type: 'town' } } } },
    { prospect: { titles: { include: ['CTO'] } } },
    { company: { size: ['50-100'] } },
    { company: { revenue: { min: 7 } } },
    { company: { revenue: { min: 1_000_000, max: 500_000 } } },
    { company: { founded: { from: 2000, till: 1990 } } },
    { companies: {} },
  ])('refuses %j', async filters => {
    expect((await search('prospects', filters)).errors.code).toBe(422);
  });
});

describe('the reveal', () => {
  const reveal = async (row: Json) => {
    const start = await client.ask('POST', new URL(row.email_and_hidden_info_reveal).pathname);
    return client.result(new URL(start.body.links.result).pathname);
  };

  test('brings the address that the other methods know, and costs a credit if there is one', async () => {
    const found = await people({ company: { name: { include: ['Acme Rockets'] } } });
    const mara = found.find(({ first_name, last_name }) => first_name === 'Mara' && last_name === 'Li***');
    expect((await reveal(mara)).body.data).toMatchObject({
      first_name: 'Mara',
      last_name: 'Lindqvist',
      linkedin_url: 'https://www.linkedin.com/in/mara-lindqvist-acme',
      emails: [{ email: 'mara.lindqvist@acme.example', smtp_status: 'valid' }],
    });
    expect(spent()).toBe(1);
    const ruben = found.find(({ first_name, last_name }) => first_name === 'Ruben' && last_name === 'Oa***');
    expect((await reveal(ruben)).body.data).toMatchObject({ last_name: 'Oakes', emails: [] });
    expect(spent()).toBe(1);
  });

  test('knows no other hash, and wants credits', async () => {
    const start = `${PATH}/prospects/search-emails/start`;
    expect((await client.ask('POST', `${start}/${'0'.repeat(32)}`)).status).toBe(404);
    const [row] = await people({ prospect: { first_name: 'Mara' } });
    client.sandbox.setCredits(0);
    expect((await client.ask('POST', new URL(row.email_and_hidden_info_reveal).pathname)).status).toBe(402);
  });
});

describe('the search for companies', () => {
  test('costs a credit per page that holds something', async () => {
    const pages = await Promise.all([1, 2, 3].map(page => search('companies', {}, page)));
    expect(pages.map(({ total, total_pages }) => [total, total_pages])).toEqual([1, 2, 3].map(() => [71, 2]));
    expect(pages.map(page => page.companies.length)).toEqual([50, 21, 0]);
    expect(spent()).toBe(2);
  });

  test.each([
    [{ company: { name: { include: ['glob'] } } }, ['Globex']],
    [{ company: { size: '501-1000' } }, ['Greyfield Bank']],
    [{ company: { industries: { include: ['banking'] } } }, ['Greyfield Bank']],
    [{ company: { revenue: { min: 100_000_000 } } }, ['Greyfield Bank']],
    [{ company: { specialities: ['aerospace'] } }, ['Acme Rockets']],
    [{ company: { founded: { from: 1971, till: 1976 }, size: ['11-50'] } }, ['Initech', 'Quillon Press']],
    [
      {
        company: { size: ['51-200'] },
        locations: { exclude: { locality: 'Europe', location_type: 'region' } },
      },
      [],
    ],
    [
      {
        company: { size: ['11-50', '201-500'] },
        locations: { include: { locality: 'Eastern Europe', location_type: 'subregion' } },
      },
      ['Solvane Energy', 'Quillon Press'],
    ],
  ])('filters by %j', async (filters, names) => {
    expect(await companies(filters)).toEqual(names);
    expect(spent()).toBe(names.length > 0 ? 1 : 0);
  });

  test('wants its places beside the company, and credits', async () => {
    const locations = { include: { locality: 'Berlin', location_type: 'city' } };
    expect((await companies({ locations })).includes('Acme Rockets')).toBe(true);
    client.sandbox.setCredits(0);
    expect((await client.ask('POST', `${PATH}/companies/start`, { json: { filters: {} } })).status).toBe(402);
  });
});
