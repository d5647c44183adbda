import { z } from 'zod';
import { quoted } from '../../text/quoted.ts';
import { ConfigError } from '../config-error.ts';
import { placeOf, readJsonFile } from '../json-file.ts';
import { PASSWORD_HASH } from './passwords.ts';

// Messages complete the sentence `people[0].email: …`, and show no value.

const SCOPES = ['read', 'spend', 'write', 'send'] as const;
const someText = z.string('is no text').min(1, 'is empty').max(256, 'is longer than 256 characters');

const person = z.strictObject({
  email: z
    .string('is no text')
    .regex(/^[^\s@]{1,64}@[^\s@]{1,255}$/, 'is no address')
    .transform(value => value.toLowerCase()),
  password: z
    .string('is no text')
    .regex(PASSWORD_HASH, 'is no hash of a password: `snovio-mcp http --new-password` makes both'),
  scopes: z
    .array(z.enum(SCOPES, `is none of ${SCOPES.join(', ')}`), 'is no list')
    .min(1, 'names no scope')
    .default([...SCOPES]),
  groups: z.array(someText, 'is no list').default([]),
});

const host = z
  .string('is no text')
  .regex(/^[a-z0-9.-]{1,253}(:\d{1,5})?$/i, 'is no host, such as claude.ai')
  .transform(value => value.toLowerCase());

const signInFile = z.strictObject({
  people: z.array(person, 'is no list').min(1, 'names nobody'),
  clients: z.array(host, 'is no list').min(1, 'names no host').optional(),
});

/** Somebody who may sign in here. */
export type Person = z.output<typeof person>;

/** Who may sign in, and through which clients: the file in `SNOVIO_HTTP_SIGN_IN_FILE`. */
export interface SignInFile {
  readonly people: readonly Person[];
  /** The hosts whose clients may ask people to sign in; undefined: any that the internet knows. */
  readonly clients?: readonly string[] | undefined;
}

/** The file cannot be used. Each line names a problem and its place in the file, and shows nothing of a hash. */
export class SignInFileError extends ConfigError {
  constructor(path: string, problems: readonly string[]) {
    super(`SNOVIO_HTTP_SIGN_IN_FILE: ${path} cannot be used.`, ...problems);
  }
}

/** @throws SignInFileError with every problem */
export function readSignInFile(path: string): SignInFile {
  const result = signInFile.safeParse(readJsonFile(path, problem => new SignInFileError(path, [problem])));
  if (!result.success) throw new SignInFileError(path, result.error.issues.flatMap(problemsOf));
  const emails = result.data.people.map(({ email }) => email);
  const twice = emails.flatMap((email, index) =>
    emails.indexOf(email) < index
      ? `people[${index}]: has the email of people[${emails.indexOf(email)}].`
      : [],
  );
  if (twice.length > 0) throw new SignInFileError(path, twice);
  return result.data;
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const place = placeOf(issue.path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => `${place} has no ${quoted(key)}.`);
  const problem = issue.path.length === 0 ? 'is no object' : issue.message;
  return [`${place} ${problem.startsWith('Invalid input') ? 'is missing' : problem}.`];
}
