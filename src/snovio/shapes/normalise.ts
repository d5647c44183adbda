import { domainToASCII } from 'node:url';

/** Longer texts are no address, domain or link. Known before they are parsed, so that no text takes long. */
const LONGEST = 2048;

/** What stands before the `@`: no blanks, quotes or brackets, no control characters, no halves of surrogate pairs. */
const LOCAL_PART = /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Cs}]+$/u;

/** `Jane <j@x.de>`, `mailto:j@x.de?subject=…` and plain addresses to `j@x.de`; undefined where there is no address. */
export function normaliseEmail(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const visible = text.replace(/\p{Cf}/gu, '');
  const bracketed = /<([^<>]+)>\s*$/.exec(visible)?.[1] ?? visible;
  const bare = bracketed
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/\?.*/s, '')
    .normalize('NFC')
    .toLowerCase();
  const at = bare.lastIndexOf('@');
  // Mail to www.acme.com is not mail to acme.com, and whatever follows a domain is no address.
  const domain = at > 0 && !/[/:]/.test(bare) ? asciiDomain(bare.slice(at + 1)) : undefined;
  const local = bare.slice(0, at);
  if (!domain || local.length > 64 || !LOCAL_PART.test(local)) return undefined;
  return /^\.|\.\.|\.$/.test(local) ? undefined : `${local}@${domain}`;
}

/** `https://www.acme.com/about`, `@acme.com`, `Acme.com`, `müller.example` to the bare ASCII domain; undefined if it is none. */
export function normaliseDomain(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const host = text
    .replace(/\p{Cf}/gu, '')
    .trim()
    .normalize('NFC')
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/[/?#:].*/s, '')
    .replace(/^www\.(?=.+\..)/, '');
  return asciiDomain(host);
}

function asciiDomain(host: string): string | undefined {
  // Like a browser, domainToASCII takes tabs and line breaks away: two words would become one domain.
  if (/[\p{Cc}\p{Cs}]/u.test(host)) return undefined;
  const ascii = domainToASCII(host.replace(/\.$/, ''));
  return ascii.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(ascii)
    ? ascii
    : undefined;
}

export interface SocialUrl {
  network: 'linkedin' | 'x';
  /** The same profile always gives the same key, such as `linkedin.com/in/slug`. */
  key: string;
  /** The link to send upstream: of X, and of older profiles, on the host as written, since they may be known by no other. */
  url: string;
}

const PROFILES = [
  {
    network: 'linkedin',
    host: /^(?:[a-z]{1,3}\.)?linkedin\.com$/,
    path: /^\/in\/([^/]+)/,
    site: 'linkedin.com/in/',
  },
  {
    network: 'linkedin',
    host: /^(?:[a-z]{1,3}\.)?linkedin\.com$/,
    // The links of older profiles end in three numbers [A]; `/pub/dir/` leads to the people of a name.
    path: /^\/pub\/((?!dir(?:\/|$))[^/]+(?:\/[\da-z]{1,3}){0,3})\/?$/i,
    site: 'linkedin.com/pub/',
  },
  {
    network: 'x',
    host: /^(?:m\.|mobile\.)?(?:x|twitter)\.com$/,
    path: /^\/@?(?!(?:home|i|search|explore|login|settings|intent|share)\/?$)(\w{1,15})\/?$/i,
    site: 'x.com/',
  },
] as const;

/** A LinkedIn or X/Twitter profile link in any usual spelling; undefined for anything else (company pages too). */
export function normaliseSocialUrl(text: string): SocialUrl | undefined {
  if (text.length > LONGEST) return undefined;
  const trimmed = text.trim();
  const url = URL.parse(/^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url) return undefined;
  const host = url.hostname.replace(/^www\./, '');
  for (const { network, host: hosts, path, site } of PROFILES) {
    const slug = hosts.test(host) && path.exec(url.pathname)?.[1];
    if (!slug) continue;
    const key = `${site}${safeDecode(slug).normalize('NFC').toLowerCase()}`;
    const written = `${url.origin}${site.slice(site.indexOf('/'))}${slug}`;
    return { network, key, url: site === 'linkedin.com/in/' ? `https://www.${site}${slug}/` : written };
  }
  return undefined;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A person's name as it is compared: NFC, trimmed, lower case, single blanks. */
export function normaliseName(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
