import { SnovioError } from '../../src/errors.ts';
import {
  normaliseDomain,
  normaliseEmail,
  normaliseSocialUrl,
  type SocialUrl,
} from '../../src/snovio/shapes/normalise.ts';

/** A fault in the arguments, told with the argument's name. */
export function invalid(argument: string, problem: string): SnovioError {
  return new SnovioError('invalid_input', { message: `${argument}: ${problem}` });
}

/** A short quotation of what was given. */
export function quote(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}

/** The normalised address. @throws SnovioError `invalid_input` */
export function validEmail(text: string, argument: string): string {
  const address = normaliseEmail(text);
  if (address) return address;
  throw invalid(argument, `${quote(text)} is not an e-mail address.`);
}

/** The normalised domain. @throws SnovioError `invalid_input` */
export function validDomain(text: string, argument: string): string {
  const domain = normaliseDomain(text);
  if (domain) return domain;
  throw invalid(argument, `${quote(text)} is not a domain; give one such as acme.example.`);
}

/** The normalised profile link. @throws SnovioError `invalid_input` */
export function validProfileUrl(text: string, argument: string): SocialUrl {
  const profile = normaliseSocialUrl(text);
  if (profile) return profile;
  throw invalid(argument, `${quote(text)} is not the link of a LinkedIn or X profile.`);
}

/** A text without blanks around it. @throws SnovioError `invalid_input` when nothing is left */
export function filled(text: string, argument: string): string {
  const trimmed = text.trim();
  if (trimmed) return trimmed;
  throw invalid(argument, 'is empty.');
}

/** How many letters have to be changed to get from one text to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The candidate that is spelled most alike, if any is alike enough to be meant. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(text.length / 2));
  for (const candidate of candidates) {
    const steps = distance(text.toLowerCase(), candidate.toLowerCase());
    if (steps <= least) {
      if (steps < least || best === undefined) best = candidate;
      least = steps;
    }
  }
  return best;
}
