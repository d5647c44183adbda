import type { Client, Json } from '../client.ts';
import type { Asks, Send } from './ask.ts';

const PATH = '/v2/database-search';

export function databaseAsks(client: Client, send: Send): Asks {
  const resultOf = async (start: Json): Promise<Json> =>
    (await client.result(new URL(start.links.result).pathname)).body;
  const people = () =>
    send('POST', `${PATH}/prospects/start`, {
      json: {
        page: 1,
        filters: {
          prospect: { first_name: 'Mara', job_titles: { include: ['Head of Sales'], exclude: [] } },
          company: { name: { include: ['Acme Rockets'] } },
        },
      },
    });
  const reveal = async () => {
    const { data } = await resultOf(await people());
    return send('POST', new URL(data.prospects[0].email_and_hidden_info_reveal).pathname);
  };
  const companies = () =>
    send('POST', `${PATH}/companies/start`, {
      json: { page: 1, filters: { company: { size: ['51-200'] } } },
    });
  return {
    database_search_prospects_start: people,
    database_search_prospects_result: async () => resultOf(await people()),
    database_search_prospect_email_start: reveal,
    database_search_prospect_email_result: async () => resultOf(await reveal()),
    database_search_companies_start: companies,
    database_search_companies_result: async () => resultOf(await companies()),
  };
}
