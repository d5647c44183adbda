import { z } from 'zod';
import { anyArray, dropEmpty, isEmptyObject, maybeFlag, maybeLink, maybeText } from '../shapes/fields.ts';
import { normaliseSocialUrl } from '../shapes/normalise.ts';
import { type Prospect, shapeProspect, UpstreamProspect } from '../shapes/prospect.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';
import { rowsByKey, startedTask, type TaskAnswer, taskResult } from './task.ts';

/** A profile behind a link; without `prospect`: not found. */
export interface UrlProfile {
  readonly prospect?: z.output<typeof Prospect> | undefined;
}

const V2Position = z.object({
  name: maybeText,
  title: maybeText,
  linkedin_url: maybeLink,
  url: maybeLink,
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

const V2Row = z.object({ url: z.string(), result: z.unknown().optional() });

/** li-profiles-by-urls: LinkedIn only, and no addresses in it. */
export const urlV2: Method<string, UrlProfile> = {
  generation: 'v2',
  takesWebhook: true,
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
  const keyOf = (url: string) => normaliseSocialUrl(url)?.key ?? url;
  const rows = rowsByKey(data, raw => {
    const row = V2Row.safeParse(raw).data;
    return row && ([keyOf(row.url), row.result] as const);
  });
  return urls.map(url => v2Found(rows.get(keyOf(url))));
}

/** A link without a match has an empty array in the place of its profile. */
function v2Found(result: unknown): Found<UrlProfile> {
  if (isEmptyObject(result)) return { state: 'done', answer: {}, credits: 0, miss: true };
  const profile = V2Profile.safeParse(result).data;
  if (!profile?.name && !profile?.first_name && !profile?.last_name) return { state: 'unclear' };
  return { state: 'done', answer: { prospect: shapeV2(profile) }, credits: 1 };
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

const V1Answer = z.object({ success: maybeFlag, data: z.unknown().optional() });

/** add-url-for-search and get-emails-from-url: LinkedIn and X; no marker tells "not yet" from "never". */
export const urlV1: Method<string, UrlProfile> = {
  generation: 'v1',
  batch: 1,
  check: urls => readV1(urls, 0),
  start: ([url]) => ({
    request: { method: 'POST', path: '/v1/add-url-for-search', form: { url } },
    read: json => {
      // `success: true` is the documented word for queued; anything else says nothing.
      const queued = shaped(accepted(json), V1Answer).success === true;
      return { found: [{ state: queued ? 'running' : 'unclear' }] };
    },
  }),
  poll: urls => readV1(urls, 1),
  miss: {
    afterSeconds: 120,
    afterRunning: false,
    answer: () => ({ state: 'done', answer: {}, credits: 1 }),
  },
};

/** @param credits what a profile costs: 0 where it was known before anything was queued */
export function readV1([url]: readonly string[], credits: number) {
  return {
    request: { method: 'POST', path: '/v1/get-emails-from-url', form: { url } },
    read: (json: unknown): Found<UrlProfile>[] => [v1Found(json, credits)],
  } as const;
}

/**
 * `success` is true when the prospect has been found; no marker tells "not yet" from "never" [A]. `data` is an array in [A]'s
 * sample, one object in a client of 2021 [C:hull].
 */
function v1Found(json: unknown, credits: number): Found<UrlProfile> {
  const { success, data } = V1Answer.safeParse(json).data ?? {};
  if (success === false) return { state: 'absent' };
  if (success !== true) return { state: 'unclear' };
  const raw = anyArray(UpstreamProspect).safeParse(data).data?.[0];
  if (!raw?.name && !raw?.firstName && !raw?.emails.length) return { state: 'unclear' };
  return { state: 'done', answer: { prospect: shapeProspect(raw) }, credits };
}
