import { plainLine } from '../text/line.ts';

/** The most characters of an argument, by its role. Not part of the schemas: what hosts list is paid for in each conversation. */
const EMAIL = 320;
const NAME = 200;
/** First and last name, position and company of somebody, each of which an answer shows up to 200 characters of. */
const PERSON = 1000;
const DOMAIN = 253;
const LINK = 2048;
const CURSOR = 2000;
const PASSWORD = 1000;
/** Of a campaign [C:ref]. */
const TITLE = 255;
export const FREE_TEXT = 10_000;

/** By the argument's own name; the items of an array go by the array's. All others are free text. */
const MOST_CHARACTERS: Readonly<Record<string, number>> = {
  email: EMAIL,
  emails: EMAIL,
  items: EMAIL,
  exclude: EMAIL,
  domain: DOMAIN,
  domains: DOMAIN,
  url: LINK,
  urls: LINK,
  endpointUrl: LINK,
  companySite: LINK,
  linkedIn: LINK,
  facebook: LINK,
  x: LINK,
  next: CURSOR,
  id: NAME,
  listId: NAME,
  campaignId: NAME,
  campaignIds: NAME,
  webhookId: NAME,
  stepId: NAME,
  contentId: NAME,
  scheduleId: NAME,
  doNotEmailListId: NAME,
  emailAccounts: EMAIL,
  linkedInAccounts: NAME,
  title: TITLE,
  ref: NAME,
  yes: NAME,
  no: NAME,
  action: NAME,
  goalName: NAME,
  timezone: NAME,
  name: NAME,
  names: NAME,
  fullName: NAME,
  firstName: NAME,
  lastName: NAME,
  position: NAME,
  positions: NAME,
  only: PERSON,
  companyName: NAME,
  country: NAME,
  locality: NAME,
  phones: NAME,
  label: NAME,
  query: NAME,
  wait: NAME,
  delay: NAME,
  eventAction: NAME,
  personIds: NAME,
  locations: NAME,
  skills: NAME,
  companies: NAME,
  companyLocations: NAME,
  industries: NAME,
  companySizes: NAME,
  revenue: NAME,
  specialities: NAME,
  founded: NAME,
  senderAccountId: EMAIL,
  warmUpId: NAME,
  senderName: NAME,
  emailFrom: EMAIL,
  password: PASSWORD,
  smtp: DOMAIN,
  imap: DOMAIN,
  replyTo: EMAIL,
  bccEmail: EMAIL,
  ownerEmails: EMAIL,
  senderEmailIds: NAME,
  senderLinkedInIds: NAME,
  pipelineId: NAME,
  status: NAME,
  tags: NAME,
  skip: NAME,
  fields: NAME,
  dateFrom: NAME,
  dateTo: NAME,
  deadline: NAME,
  startAt: NAME,
  completeAt: NAME,
};

/** The most entries of a list whose schema names no number: filters, tags, senders. */
const MOST_ENTRIES = 1000;

/** No tool takes arguments that are nested deeper, such as `prospects[0].customFields[0].label`. */
const DEEPEST = 5;

/** Of a longer list, or an object of more fields, nothing is read: whoever sends it is told at once. */
const MOST_READ = 10_000;

interface Overlong {
  /** Such as `.prospects`, `[0]`, `.email`. */
  path: string[];
  /** Such as `320 characters`. */
  most: string;
}

/** Says which text or list in a call's arguments is too long, if any; never what it holds. */
export function overlongText(args: unknown): string | undefined {
  const found = overlongIn(args, FREE_TEXT, DEEPEST);
  if (!found) return undefined;
  const name = found.path.join('').replace(/^\./, '') || 'arguments';
  return `${name}: at most ${found.most}`;
}

function overlongIn(value: unknown, most: number, depth: number): Overlong | undefined {
  if (typeof value === 'string')
    return value.length > most ? { path: [], most: `${most} characters` } : undefined;
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  const entries = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (entries > MOST_READ) return { path: [], most: `${MOST_READ} entries` };
  return overlongPart(value, most, depth - 1);
}

function overlongPart(value: object, most: number, depth: number): Overlong | undefined {
  const isArray = Array.isArray(value);
  for (const [key, part] of Object.entries(value)) {
    const found = overlongIn(part, isArray ? most : mostOf(key), depth);
    if (found) return { ...found, path: [isArray ? `[${key}]` : `.${plainLine(key, 60)}`, ...found.path] };
  }
  return undefined;
}

function mostOf(name: string): number {
  return Object.hasOwn(MOST_CHARACTERS, name) ? (MOST_CHARACTERS[name] ?? FREE_TEXT) : FREE_TEXT;
}

/**
 * Says which list in a call's arguments is too long, if any; never what it holds.
 * @param args checked by the tool's schema, which may allow fewer
 */
export function overlongList(args: unknown): string | undefined {
  const path = overlongListIn(args, DEEPEST);
  return path && `${path.replace(/^\./, '')}: at most ${MOST_ENTRIES} entries`;
}

function overlongListIn(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  const isArray = Array.isArray(value);
  if (isArray && value.length > MOST_ENTRIES) return '';
  for (const [key, part] of Object.entries(value)) {
    const path = overlongListIn(part, depth - 1);
    if (path !== undefined) return `${isArray ? `[${key}]` : `.${key}`}${path}`;
  }
  return undefined;
}
