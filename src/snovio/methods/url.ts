import { z } from 'zod';
import { anyArray, dropEmpty, maybeText, readable } from '../shapes/fields.ts';
import { normaliseSocialUrl } from '../shapes/normalise.ts';
import { type Prospect, shapeProspect, UpstreamProspect } from '../shapes/prospect.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';

/** A profile behind a link; none: not found. */
export interface UrlProfile {
  readonly prospect?: z.output<typeof Prospect> | undefined;
}

const V2Position = z.object({
  name: maybeText,
  title: maybeText,
  linkedin_url: maybeText,
  url: maybeText,
  industry: maybeText,
  country: maybeText,
  location: maybeText,
});

const V2Profile = z.object({
  name: maybeText,
  first_name: maybeText,
  last_name: maybeText,
  industry: maybeText,
  location: maybeText,
  country: maybeText,
  skills: anyArray(maybeText),
  positions: anyArray(V2Position),
});

/** A link without a match has an empty array in the place of its profile. */
const V2Rows = readable(z.object({ url: z.string(), result: z.unknown().optional() }));

/** li-profiles-by-urls: LinkedIn only, and no addresses in it. */
export const urlV2: Method<string, UrlProfile> = {
  generation: 'v2',
  batch: 10,
  start: urls => ({
    request: { method: 'POST', path: '/v2/li-profiles-by-urls/start', query: { urls } },
    read: json => startedTask(accepted(json), answer => v2Rows(answer, urls)),
  }),
  poll: (urls, task) => ({
    request: { method: 'GET', path: '/v2/li-profiles-by-urls/result', query: { task_hash: task } },
    read: json => taskResult(json, urls.length, answer => v2Rows(answer, urls)),
  }),
};

function v2Rows({ data }: TaskAnswer, urls: readonly string[]): Found<UrlProfile>[] {
  const keyed = V2Rows.parse(data).map(
    row => [normaliseSocialUrl(row.url)?.key ?? row.url, row.result] as const,
  );
  const rows = new Map(keyed);
  return urls.map(url => {
    const profile = V2Profile.safeParse(rows.get(normaliseSocialUrl(url)?.key ?? url)).data;
    if (!profile?.name && !profile?.first_name && !profile?.last_name) {
      return { state: 'done', answer: {}, credits: 0, miss: true };
    }
    return { state: 'done', answer: { prospect: shapeV2(profile) }, credits: 1 };
  });
}

function shapeV2(profile: z.output<typeof V2Profile>): z.output<typeof Prospect> {
  const { name, first_name: firstName, last_name: lastName, location, positions, ...rest } = profile;
  const jobs = positions.map(job => {
    const {
      name: companyName,
      title: position,
      linkedin_url: socialLink,
      url: site,
      location: locality,
    } = job;
    return {
      companyName,
      position,
      site,
      socialLink,
      industry: job.industry,
      country: job.country,
      locality,
    };
  });
  return shapeProspect(
    UpstreamProspect.parse(
      dropEmpty({ name, firstName, lastName, locality: location, currentJobs: jobs, ...rest }),
    ),
  );
}

/** `data` is an array in [A]'s sample, one object in a client of 2021. */
const V1Answer = z.object({ data: anyArray(UpstreamProspect) });

/** add-url-for-search and get-emails-from-url: LinkedIn and X; no marker tells "not yet" from "never". */
export const urlV1: Method<string, UrlProfile> = {
  generation: 'v1',
  batch: 1,
  check: urls => readV1(urls, 0),
  start: ([url]) => ({
    request: { method: 'POST', path: '/v1/add-url-for-search', form: { url } },
    read: json => {
      shaped(accepted(json), z.object({}));
      return {};
    },
  }),
  poll: urls => readV1(urls, 1),
  miss: {
    afterSeconds: 120,
    afterRunning: false,
    answer: () => ({ state: 'done', answer: {}, credits: 1 }),
  },
};

/** @param credits what a profile costs: nothing for one that was known before anything was queued */
export function readV1([url]: readonly string[], credits: number) {
  return {
    request: { method: 'POST', path: '/v1/get-emails-from-url', form: { url } },
    read: (json: unknown): Found<UrlProfile>[] => {
      const raw = V1Answer.safeParse(json).data?.data[0];
      if (!raw?.name && !raw?.firstName && !raw?.emails.length) return [{ state: 'absent' }];
      return [{ state: 'done', answer: { prospect: shapeProspect(raw) }, credits }];
    },
  } as const;
}
