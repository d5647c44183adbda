import { z } from 'zod';
import { address, fact, id, link, moment } from '../../text/roles.ts';
import { recipientStatus, verdict } from '../../text/states.ts';
import { CustomFields, customFieldsOf } from './custom-fields.ts';
import {
  anId,
  anyArray,
  dropEmpty,
  maybeDate,
  maybeId,
  maybeLink,
  maybeNumber,
  maybeText,
} from './fields.ts';

// One shape for a person's profile, whichever method or spelling it came in: prospect look-ups, the profile by
// e-mail, the search by social URL.

const UpstreamJob = z.object({
  companyName: maybeText,
  position: maybeText,
  site: maybeLink,
  socialLink: maybeLink,
  industry: maybeText,
  companyType: maybeText,
  size: maybeText,
  founded: maybeText,
  country: maybeText,
  state: maybeText,
  city: maybeText,
  street: maybeText,
  street2: maybeText,
  postal: maybeText,
  locality: maybeText,
  startDate: maybeDate,
  endDate: maybeDate,
});

const UpstreamEmail = z.preprocess(
  value => (typeof value === 'string' ? { email: value } : value),
  z.object({ email: maybeText, status: maybeText, emailStatus: maybeText }),
);

/** No sample of an entry exists; the reference names status, sent, opens and replies [A][B]. */
const UpstreamCampaign = z.object({
  id: maybeId,
  campaignId: maybeId,
  name: maybeText,
  campaign: maybeText,
  status: maybeText,
  sent: maybeNumber,
  opens: maybeNumber,
  opened: maybeNumber,
  replies: maybeNumber,
});

/** A prospect as Snov.io sends it; the samples say `currentJob`, the tables (and one method) `currentJobs`. */
// Loose, since each custom field has a key of its own.
export const UpstreamProspect = z.looseObject({
  id: maybeId,
  name: maybeText,
  firstName: maybeText,
  lastName: maybeText,
  industry: maybeText,
  country: maybeText,
  locality: maybeText,
  skills: z.preprocess(splitSkills, anyArray(maybeText)),
  currentJob: anyArray(UpstreamJob),
  currentJobs: anyArray(UpstreamJob),
  previousJob: anyArray(UpstreamJob),
  previousJobs: anyArray(UpstreamJob),
  social: z.preprocess(socialPairs, anyArray(z.object({ link: maybeLink, type: maybeText }))),
  // No sample has them; they can be saved as `phones` [A][C:ref].
  phones: anyArray(maybeText),
  emails: anyArray(UpstreamEmail),
  lists: anyArray(z.object({ id: anId, name: maybeText })),
  campaigns: anyArray(UpstreamCampaign),
  lastUpdateDate: maybeDate,
});

/** A job as tools answer it. */
export const Job = z.object({
  companyName: fact.optional(),
  position: fact.optional(),
  site: link.optional(),
  socialLink: link.optional(),
  industry: fact.optional(),
  companyType: fact.optional(),
  size: fact.optional(),
  founded: fact.optional(),
  country: fact.optional(),
  state: fact.optional(),
  city: fact.optional(),
  street: fact.optional(),
  postal: fact.optional(),
  locality: fact.optional(),
  startDate: moment.optional(),
  endDate: moment.optional(),
});

/** Links to a person's profiles as tools answer them. */
export const SocialLinks = z.object({
  linkedIn: link.optional(),
  facebook: link.optional(),
  x: link.optional(),
  others: z.array(link).optional(),
});

/** A person's profile as tools answer it. */
export const Prospect = z.object({
  id: id.optional(),
  name: fact,
  firstName: fact,
  lastName: fact,
  industry: fact.optional(),
  country: fact.optional(),
  locality: fact.optional(),
  skills: z.array(fact).optional(),
  currentJobs: z.array(Job),
  previousJobs: z.array(Job),
  social: SocialLinks.optional(),
  phones: z.array(fact).optional(),
  emails: z
    .array(z.object({ email: address, status: verdict.optional(), reason: fact.optional() }))
    .optional(),
  lists: z.array(z.object({ id: id, name: fact.optional() })).optional(),
  campaigns: z
    .array(
      z.object({
        id: id.optional(),
        name: fact.optional(),
        recipientStatus: recipientStatus.optional(),
        sent: z.number().optional(),
        opened: z.number().optional(),
        replied: z.number().optional(),
      }),
    )
    .optional(),
  customFields: CustomFields.optional(),
  lastUpdated: moment.optional(),
});

type Raw = z.output<typeof UpstreamProspect>;

/** The profile that tools answer with, from what Snov.io sent. */
export function shapeProspect(raw: Raw): z.output<typeof Prospect> {
  const campaigns = raw.campaigns.map(
    ({ id, campaignId, name, campaign, status, opens, opened = opens, replies: replied, ...rest }) =>
      dropEmpty({
        id: id ?? campaignId,
        name: name ?? campaign,
        recipientStatus: status,
        opened,
        replied,
        ...rest,
      }),
  );
  return {
    ...names(raw),
    currentJobs: jobs(raw.currentJobs, raw.currentJob),
    previousJobs: jobs(raw.previousJobs, raw.previousJob),
    ...dropEmpty({
      id: raw.id,
      industry: raw.industry,
      country: raw.country,
      locality: raw.locality,
      skills: raw.skills.filter(skill => skill !== undefined),
      social: socialLinks(raw.social),
      phones: raw.phones.filter(phone => phone !== undefined),
      emails: raw.emails.flatMap(row => emailOf(row)),
      lists: raw.lists.map(dropEmpty),
      campaigns,
      customFields: customFieldsOf(raw),
      lastUpdated: raw.lastUpdateDate,
    }),
  };
}

/** Some samples have only the full name, others only its parts. */
function names({ name, firstName, lastName }: Pick<Raw, 'name' | 'firstName' | 'lastName'>) {
  const parts = name?.split(' ') ?? [];
  return {
    name: name ?? [firstName, lastName].filter(Boolean).join(' '),
    firstName: firstName ?? parts[0] ?? '',
    lastName: lastName ?? parts.slice(1).join(' '),
  };
}

function jobs(...spellings: Raw['currentJob'][]) {
  return (spellings.find(list => list.length > 0) ?? []).map(({ street, street2, ...job }) =>
    dropEmpty({ ...job, street: [street, street2].filter(Boolean).join(', ') }),
  );
}

function emailOf({ email, status, emailStatus }: Raw['emails'][number]) {
  return email ? [dropEmpty({ email, status: status ?? emailStatus })] : [];
}

function socialLinks(social: Raw['social']) {
  const linkTo = (network: RegExp) => social.find(({ type }) => network.test(type ?? ''))?.link;
  const named = {
    linkedIn: linkTo(/^linkedin$/i),
    facebook: linkTo(/^facebook$/i),
    x: linkTo(/^(x|twitter)$/i),
  };
  const links = new Set(social.flatMap(({ link }) => link ?? []));
  return dropEmpty({
    ...named,
    others: [...links].filter(link => !Object.values(named).includes(link)),
  });
}

/** Nobody has so many; every one of them is cleaned by itself. */
const MOST_SKILLS = 1000;

function splitSkills(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',', MOST_SKILLS) : value;
}

/** `social` is an array of `{link, type}`; a map of network to link is taken too. */
function socialPairs(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'link' in value) return value;
  return Object.entries(value).map(([type, link]) => ({ type, link }));
}
