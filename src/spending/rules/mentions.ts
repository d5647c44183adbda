import { domainToASCII } from 'node:url';

// Who is named in what is stored. A mention is the one spelling of an address, a domain, a profile link, a person's name at a
// domain, or Snov.io's hash of a person: `ann@acme.example`, `acme.example`, `linkedin.com/in/ann`,
// `["ann","smith","acme.example"]`, `person:…`.

/** The lists of a page of a domain search: each row is about somebody else. */
const LISTS = ['emails', 'prospects'] as const;

// Texts are split at what belongs to no address or domain: a pattern for a whole one would look at long texts again and again.
const NO_ADDRESS = /[\s"'(),:;<>[\]\\/|=&?]+/u;
const NO_HOST = /[^\p{L}\p{N}\p{M}_.-]+/u;
const LINKEDIN =
  /linkedin\.com\/(in\/[^\s/?#"'<>|]+|pub\/[^\s/?#"'<>|]+(?:\/[\da-z]{1,3}(?![\da-z])){0,3})/giu;
const X = /(?<![\p{L}\p{N}.-])(?:www\.|m\.|mobile\.)?(?:x|twitter)\.com\/@?(\w{1,15})(?![\w/])/giu;

/**
 * Everything that is named in a stored value: a key, or an answer.
 * @param domains the domains that people without one belong to, such as that of the list they stand in
 */
export function mentionsOf(value: unknown, domains: readonly string[] = []): Set<string> {
  const found = new Set<string>();
  walk(value, domains, found);
  return found;
}

/** Those mentions by which the person is known elsewhere. Other addresses are not: a company's is no person's. */
export function aliasesIn(mentions: ReadonlySet<string>): string[] {
  return [...mentions].filter(mention => /^\["|^person:|^linkedin\.com\/|^x\.com\//.test(mention));
}

/** The key of an item as it was made: text, or a list that was written as JSON. */
export function keyParts(item: string): unknown {
  if (!item.startsWith('[')) return item;
  try {
    return JSON.parse(item);
  } catch {
    return item;
  }
}

/** The domain whose list a page belongs to; undefined where the key is no page's. */
export function listDomain(item: string): string | undefined {
  const parts = keyParts(item);
  const [domain] = Array.isArray(parts) ? parts : [parts];
  return domain === 'person' ? undefined : String(domain);
}

/** A page's rows, each as one value. */
export function rowsIn(page: unknown): unknown[] {
  return isObject(page) ? LISTS.flatMap(list => (Array.isArray(page[list]) ? page[list] : [])) : [];
}

/** The page without the rows for which `isGone`. */
export function withoutRows(page: unknown, isGone: (row: unknown) => boolean): unknown {
  if (!isObject(page)) return page;
  const lists = LISTS.filter(list => Array.isArray(page[list])).map(list => [
    list,
    (page[list] as unknown[]).filter(row => !isGone(row)),
  ]);
  return { ...page, ...Object.fromEntries(lists) };
}

function walk(value: unknown, domains: readonly string[], found: Set<string>): void {
  if (typeof value === 'string') return inText(value, found);
  if (Array.isArray(value)) return inList(value, domains, found);
  if (!isObject(value)) return;
  const { firstName, lastName, hash, domain: own } = value;
  if (typeof hash === 'string') found.add(`person:${hash}`);
  if (typeof firstName === 'string' && typeof lastName === 'string')
    for (const domain of [...domains, ...(typeof own === 'string' ? [own] : []), ...sitesOf(value)])
      name(firstName, lastName, domain, found);
  for (const part of Object.values(value)) walk(part, domains, found);
}

/** A list, or a key that was made of one: `["person", hash]`, or first name, last name and domain. */
function inList(list: readonly unknown[], domains: readonly string[], found: Set<string>): void {
  const [first, last, domain] = list;
  if (first === 'person') found.add(`person:${last}`);
  if (list.length === 3 && list.every(part => typeof part === 'string'))
    name(String(first), String(last), String(domain), found);
  for (const part of list) walk(part, domains, found);
}

/** The sites of the companies that a profile names. */
function sitesOf(profile: Record<string, unknown>): string[] {
  const jobs = [profile.currentJobs, profile.previousJobs].flatMap(list => (Array.isArray(list) ? list : []));
  return jobs.flatMap(job => {
    const [host] = isObject(job) && typeof job.site === 'string' ? hostsIn(job.site.toLowerCase()) : [];
    return host ? [host.replace(/^www\./, '')] : [];
  });
}

/** A name at a domain, and the addresses that spell it in full. */
function name(first: string, last: string, site: string, found: Set<string>): void {
  const domain = ascii(site);
  const parts = [first, last].map(part => part.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase());
  if (!domain?.includes('.') || parts.includes('')) return;
  found.add(JSON.stringify([...parts, domain]));
  const [one, other] = parts.map(part => part.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, ''));
  for (const separator of ['.', '_', '-', ''])
    for (const local of [`${one}${separator}${other}`, `${other}${separator}${one}`])
      found.add(`${local}@${domain}`);
}

function inText(text: string, found: Set<string>): void {
  const plain = decoded(text)
    .replace(/\p{Cf}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[。．｡]/gu, '.');
  for (const word of plain.split(NO_ADDRESS)) inWord(word.split('@'), found);
  for (const host of hostsIn(plain)) {
    const labels = host.split('.');
    for (let i = 0; i < labels.length - 1; i += 1) found.add(labels.slice(i).join('.'));
  }
  for (const [, path] of plain.matchAll(LINKEDIN)) found.add(`linkedin.com/${path}`);
  for (const [, handle] of plain.matchAll(X)) found.add(`x.com/${handle}`);
}

/** The addresses in a word that was split at each `@`. */
function inWord(parts: readonly string[], found: Set<string>): void {
  for (const [i, part] of parts.slice(1).entries()) {
    const [host = ''] = part.split(NO_HOST);
    const domain = ascii(host);
    if (parts[i] && domain) found.add(`${parts[i]}@${domain}`);
  }
}

/** Everything in a text that has dots inside, in ASCII. */
function hostsIn(text: string): string[] {
  return text.split(NO_HOST).flatMap(part => {
    const host = part.includes('.') ? ascii(part) : undefined;
    return host?.includes('.') ? [host] : [];
  });
}

/** A domain in ASCII, without the dots that a sentence puts around it. */
function ascii(host: string): string | undefined {
  return domainToASCII(host.toLowerCase().split('.').filter(Boolean).join('.')) || undefined;
}

/** `jane%40acme.example` in a link names her too. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
