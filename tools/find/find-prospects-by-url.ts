import { z } from 'zod';
import { type FoundProspect, findProspects } from '../../src/snovio/flows/find-prospects.ts';
import { normaliseSocialUrl } from '../../src/snovio/shapes/normalise.ts';
import { Prospect } from '../../src/snovio/shapes/prospect.ts';
import { fact, given } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { inGroups, notRunFacts } from '../shared/not-run.ts';
import { flowFacts, itemFacts, itemStatus } from '../shared/outputs.ts';
import { spending, waitSeconds } from '../shared/params.ts';
import { MOST, tokensAtMost } from '../shared/size.ts';

export const findProspectsByUrl = defineTool({
  name: 'find_prospects_by_url',
  title: 'Find people by profile link',
  toolset: 'find',
  methods: [
    'POST /v2/li-profiles-by-urls/start',
    'GET /v2/li-profiles-by-urls/result',
    'POST /v1/get-emails-from-url',
    'POST /v1/add-url-for-search',
  ],
  effect: 'spend',
  long: { items: ['urls'] },
  credits: 'up to 2 per URL, 1 without e-mails',
  description:
    'Finds the people behind up to 100 LinkedIn or X profile links: jobs, place, verified addresses. PAID: up to 2 credits per link, 1 with emails: false. By name: find_emails.',
  input: z.object({
    urls: z.array(z.string()).min(1).max(100).describe('Profile links'),
    emails: z.boolean().optional().describe('false: no addresses'),
    ...spending,
    waitSeconds,
  }),
  output: z.object({
    results: z.array(
      z.object({
        url: given,
        ...itemFacts,
        emailStatus: itemStatus.optional(),
        emailReason: fact.optional(),
        prospect: Prospect.optional(),
      }),
    ),
    ...notRunFacts,
    ...flowFacts,
  }),
  run: async ({ urls, emails = true, ...options }, { snovio, call }) => {
    if (!urls.some(normaliseSocialUrl))
      throw invalid(
        'urls',
        'holds no link of a LinkedIn or X profile; give some, such as linkedin.com/in/mara-lindqvist.',
      );
    const answer = await findProspects(snovio, urls, call, { ...options, emails });
    if (call.byPlace) return answer;
    const { results, ...facts } = answer;
    return fitProfiles(inGroups({ results: results.map(plainResult), ...facts }, ({ url }) => url, call));
  },
});

/** Where an address was found, its own status says how sure it is: a second one beside it would seem to differ. */
function plainResult({ emailStatus, ...result }: FoundProspect) {
  return { ...result, ...(emailStatus !== 'found' && { emailStatus }) };
}

interface Profiles {
  readonly results: readonly Omit<FoundProspect, 'emailStatus'>[];
  readonly note?: string | undefined;
}

/** Every link keeps its entry; where all profiles do not fit into one answer, each tells less. */
function fitProfiles<A extends Profiles>(answer: A): A {
  const fits = (candidate: A) => tokensAtMost(JSON.stringify(candidate)) <= MOST;
  if (fits(answer)) return answer;
  for (const jobs of [1, 0]) {
    const results = answer.results.map(result => {
      if (!result.prospect) return result;
      const { skills: _, previousJobs: __, currentJobs, ...rest } = result.prospect;
      return { ...result, prospect: { ...rest, currentJobs: currentJobs.slice(0, jobs), previousJobs: [] } };
    });
    const note =
      `${answer.note ?? ''} Profiles are shortened to fit; ask for fewer links to see them whole (free).`.trim();
    const shorter = { ...answer, results, note };
    if (fits(shorter) || jobs === 0) return shorter;
  }
  return answer;
}
