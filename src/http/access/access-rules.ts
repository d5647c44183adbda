import type { AccessFile, PersonRule, TokenRule } from '../../config/access/access-file.ts';
import type { SignedIn } from '../oauth/access-tokens.ts';
import { type Applied, type Grant, grantOf } from './grant.ts';

/** A caller whom the access file knows. */
export interface Known {
  readonly name: string;
  readonly grant: Grant;
}

/** The access file, to look callers up in. */
export class AccessRules {
  readonly #file: AccessFile;
  /** By the SHA-256 of tokens. */
  readonly #tokens: ReadonlyMap<string, Known>;
  readonly #bySubject: ReadonlyMap<string, PersonRule>;
  readonly #byEmail: ReadonlyMap<string, PersonRule>;

  constructor(file: AccessFile) {
    this.#file = file;
    const shared = Map.groupBy(file.tokens, ({ principal }) => principal);
    this.#tokens = new Map(
      file.tokens.map(rule => [rule.sha256, ofToken(rule, shared.get(rule.principal) ?? [])]),
    );
    this.#bySubject = new Map(file.people.flatMap(rule => (rule.subject ? [[rule.subject, rule]] : [])));
    this.#byEmail = new Map(file.people.flatMap(rule => (rule.email ? [[rule.email, rule]] : [])));
  }

  /** @param sha256 of a bearer token, in hexadecimal digits: what the time of a look-up tells of it, nobody can steer */
  tokenOf(sha256: string): Known | undefined {
    return this.#tokens.get(sha256);
  }

  /** Who has signed in; undefined: somebody whom the file does not let in. */
  personOf({ subject, claims }: SignedIn): Known | undefined {
    const { people, teams, others } = this.#file;
    const own = `subject ${subject}`;
    const person = this.#bySubject.get(String(claims.sub)) ?? this.#byEmail.get(verifiedEmail(claims) ?? '');
    const name = person?.principal === undefined ? own : `principal ${person.principal}`;
    const rule = person ?? others;
    const memberships = teams.filter(({ claim, value }) => holds(claims[claim], value));
    const applied: Applied[] = [
      ...(rule ? [{ rule, holder: name }] : []),
      ...memberships.map(team => ({ rule: team, holder: `team ${team.team}` })),
    ];
    const isAboutPeople = people.length > 0 || teams.length > 0 || others !== undefined;
    if (applied.length === 0 && isAboutPeople) return undefined;
    // Members of teams without limits of their own are told apart in the record all the same.
    const counted = rule ? applied : [{ rule: NO_LIMITS, holder: name }, ...applied];
    return { name, grant: grantOf(counted) };
  }
}

const NO_LIMITS = { readOnly: false, sending: 'ask' } as const;

/** Tokens of one principal share its credits, of which the strictest of their limits holds. */
function ofToken(rule: TokenRule, shared: readonly TokenRule[]): Known {
  const { sha256, principal } = rule;
  if (principal === undefined) {
    const name = `token ${sha256}`;
    return { name, grant: grantOf([{ rule, holder: name }]) };
  }
  const name = `principal ${principal}`;
  const day = least(shared.map(({ creditsPerDay }) => creditsPerDay));
  const month = least(shared.map(({ creditsPerMonth }) => creditsPerMonth));
  return { name, grant: { ...grantOf([{ rule, holder: name }]), holders: [{ name, day, month }] } };
}

/** The least of the limits that there are; undefined: there are none. */
function least(limits: readonly (number | undefined)[]): number | undefined {
  const given = limits.filter(limit => limit !== undefined);
  return given.length === 0 ? undefined : given.reduce((one, other) => Math.min(one, other));
}

/** An address that the authorization server has not verified could be anybody's. */
function verifiedEmail({ email, email_verified: isVerified }: SignedIn['claims']): string | undefined {
  return typeof email === 'string' && isVerified === true ? email.toLowerCase() : undefined;
}

function holds(claim: unknown, value: string): boolean {
  return [claim].flat().includes(value);
}
