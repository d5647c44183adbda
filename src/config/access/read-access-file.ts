import type { z } from 'zod';
import { nearest } from '../../text/nearest.ts';
import { quoted } from '../../text/quoted.ts';
import { sha256Of } from '../bearer-tokens.ts';
import { placeOf, readJsonFile } from '../json-file.ts';
import { type Environment, environment } from '../platform.ts';
import type { Config } from '../settings.ts';
import { type AccessFile, AccessFileError, type NamedAccount } from './access-file.ts';
import { accessFile, namesAt } from './schema.ts';

/** What the file is read with. */
export interface AccessContext {
  /** The tokens of `SNOVIO_HTTP_TOKENS`, as SHA-256. */
  readonly unlimited: readonly string[];
  /** The token that figures are collected with, likewise. */
  readonly metrics?: string | undefined;
  /** Whether people can sign in. */
  readonly signIn: boolean;
}

/** What the configuration says to the file. */
export function accessContextOf({
  httpTokens,
  metricsToken,
  oauthIssuer,
  signInFile,
}: Pick<Config, 'httpTokens' | 'metricsToken' | 'oauthIssuer' | 'signInFile'>): AccessContext {
  return {
    unlimited: httpTokens.map(sha256Of),
    metrics: metricsToken === undefined ? undefined : sha256Of(metricsToken),
    signIn: oauthIssuer !== undefined || signInFile !== undefined,
  };
}

type Parsed = z.output<typeof accessFile>;

/**
 * Reads the access file.
 * @throws AccessFileError with every problem
 */
export function readAccessFile(
  path: string,
  context: AccessContext,
  env: Environment = environment(),
): AccessFile {
  const result = accessFile.safeParse(readJsonFile(path, problem => new AccessFileError(path, [problem])));
  if (!result.success) throw new AccessFileError(path, result.error.issues.flatMap(problemsOf));
  const accounts = accountsOf(result.data, env);
  const problems = [...accounts.problems, ...contradictions(result.data, context)];
  if (problems.length > 0) throw new AccessFileError(path, problems);
  const { tokens, people, teams, others } = result.data;
  const known = <T extends { account?: string | undefined }>({ account, ...rest }: T) => ({
    ...rest,
    account: account === undefined ? undefined : accounts.found.get(account),
  });
  return {
    tokens: tokens.map(known),
    people: people.map(known),
    teams: teams.map(known),
    others: others && known(others),
  };
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const place = placeOf(issue.path);
  if (issue.code !== 'unrecognized_keys') {
    const problem = issue.path.length === 0 ? 'is no object' : issue.message;
    return [`${place} ${problem.startsWith('Invalid input') ? 'is missing' : problem}`];
  }
  return issue.keys.map(key => {
    const meant = nearest(key, namesAt(issue.path));
    return `${place} has no ${quoted(key)}.${meant ? ` Did you mean ${meant}?` : ''}`;
  });
}

/** The accounts that are named, with the credentials that the environment holds for them. */
function accountsOf({ tokens, people, teams, others }: Parsed, env: Environment) {
  const found = new Map<string, NamedAccount>();
  const problems: string[] = [];
  const rules = [...tokens, ...people, ...teams, ...(others ? [others] : [])];
  for (const name of new Set(rules.flatMap(({ account }) => account ?? []))) {
    const [id, secret] = ['ID', 'SECRET'].map(part => env[`SNOVIO_CLIENT_${part}_${name}`]?.trim());
    if (id && secret) found.set(name, { name, id, secret });
    else
      problems.push(
        `The account ${name} needs SNOVIO_CLIENT_ID_${name} and SNOVIO_CLIENT_SECRET_${name} in the environment of the server.`,
      );
  }
  return { found, problems };
}

/** What is fine by itself and not together. */
function contradictions({ tokens, people, teams, others }: Parsed, context: AccessContext): string[] {
  const problems = [
    ...repeated('tokens', 'token', tokens, ({ sha256 }) => sha256),
    ...(['subject', 'email', 'principal'] as const).flatMap(key =>
      repeated('people', key, people, person => person[key]),
    ),
    ...repeated('teams', 'name', teams, ({ team }) => team),
  ];
  const names = new Set(tokens.flatMap(({ principal }) => principal ?? []));
  for (const [index, { sha256 }] of tokens.entries()) {
    if (context.unlimited.includes(sha256))
      problems.push(`tokens[${index}]: stands in SNOVIO_HTTP_TOKENS too, where it has no limits`);
    if (context.metrics === sha256)
      problems.push(`tokens[${index}]: whoever collects figures has it too (SNOVIO_HTTP_METRICS_TOKEN)`);
  }
  for (const [index, { principal }] of people.entries())
    if (principal !== undefined && names.has(principal))
      problems.push(`people[${index}].principal: is the principal of a token`);
  const isAboutPeople = people.length > 0 || teams.length > 0 || others !== undefined;
  if (isAboutPeople && !context.signIn)
    problems.push(
      'people, teams and others need a sign-in: set SNOVIO_HTTP_OAUTH_ISSUER or SNOVIO_HTTP_SIGN_IN_FILE',
    );
  if (!isAboutPeople && tokens.length === 0) problems.push('The file names nobody.');
  return problems;
}

/** The entries that have something which an earlier one has. @param what it is, in words */
function repeated<T>(
  list: string,
  what: string,
  entries: readonly T[],
  of: (entry: T) => string | undefined,
): string[] {
  const first = new Map<string, number>();
  return entries.flatMap((entry, index) => {
    const value = of(entry);
    const earlier = value === undefined ? undefined : first.get(value);
    if (value !== undefined && earlier === undefined) first.set(value, index);
    return earlier === undefined ? [] : [`${list}[${index}]: has the ${what} of ${list}[${earlier}]`];
  });
}
