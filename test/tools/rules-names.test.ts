import { expect, test } from 'vitest';
import { listedBy } from './listed.ts';
import { walk } from './schemas.ts';

/** Names that another word has in answers. The right one is the one that arguments and the contract have. */
const SYNONYMS: Readonly<Record<string, string>> = {
  ...{ website: 'site', url_site: 'site', location: 'locality', companyLocation: 'companyLocality' },
  ...{ jobTitle: 'position', job_title: 'position', jobPosition: 'position' },
  ...{ linkedin: 'linkedIn', linkedInProfile: 'linkedIn', linkedInUrl: 'linkedIn', twitter: 'x' },
  ...{ mail: 'email', emailAddress: 'email', address: 'email', prospectId: 'prospectHash' },
  ...{
    createdDate: 'createdAt',
    creationDate: 'createdAt',
    deletionDate: 'deletedAt',
    campaign: 'campaigns',
  },
  ...{ hqPhone: 'companyPhone', state_name: 'state', opens_count: 'opened', mailText: 'yourMail' },
};

/** The company of a domain's search, by the contract, and the company that `get_company_by_domain` is about. */
const COMPANIES = /^(search_domain_emails(\.emails\[\])?|get_company_by_domain\.results\[\])\.company$/;

test('the same thing has the same name in the answers of all tools', async () => {
  const listed = await listedBy('all');
  const paths = listed.flatMap(({ name, outputSchema }) =>
    [...walk(outputSchema, name)].map(([path]) => path),
  );
  expect(paths.length).toBeGreaterThan(500);
  const nameOf = (path: string) => path.replace(/\[\]$/, '').split('.').at(-1) ?? '';
  expect(paths.filter(path => Object.hasOwn(SYNONYMS, nameOf(path)))).toEqual([]);
  expect(paths.filter(path => nameOf(path) === 'company' && !COMPANIES.test(path))).toEqual([]);
});
