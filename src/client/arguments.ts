import { z } from 'zod';
import { SnovioError } from '../errors.ts';
import type { Person } from '../snovio/methods/find.ts';
import { normaliseDomain, normaliseEmail } from '../snovio/shapes/normalise.ts';

// Types are no promise in JavaScript: what a method would break on is refused in words before it starts.

const Texts = z.array(z.string());
const People = z.array(z.object({ firstName: z.string(), lastName: z.string(), domain: z.string() }));

/** @throws SnovioError `invalid_input` that names the argument */
export function listOfTexts(value: readonly string[], name: string): readonly string[] {
  if (!Texts.safeParse(value).success) throw wrong(name, 'takes a list of texts');
  return atLeastOne(value, name);
}

/** @throws SnovioError `invalid_input` */
export function listOfPeople(value: readonly Person[]): readonly Person[] {
  if (!People.safeParse(value).success)
    throw wrong('people', 'takes a list of people, each with the texts firstName, lastName and domain');
  return atLeastOne(value, 'people');
}

/** As the tools, which say so too. */
function atLeastOne<T>(list: readonly T[], name: string): readonly T[] {
  if (list.length > 0) return list;
  throw wrong(name, 'takes at least 1 entry');
}

/** The domain in its plain form. @throws SnovioError `invalid_input` */
export function oneDomain(value: string | undefined): string {
  const domain = typeof value === 'string' ? normaliseDomain(value) : undefined;
  if (domain !== undefined) return domain;
  throw wrong('domain', 'takes the domain of a company, such as acme.example');
}

/** The address in its plain form. @throws SnovioError `invalid_input` */
export function oneEmail(value: string | undefined): string {
  const email = typeof value === 'string' ? normaliseEmail(value) : undefined;
  if (email !== undefined) return email;
  throw wrong('email', 'takes one address, such as mara@acme.example');
}

function wrong(name: string, problem: string): SnovioError {
  return new SnovioError('invalid_input', { message: `${name}: ${problem}. Nothing was sent.` });
}
