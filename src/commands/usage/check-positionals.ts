import { ConfigError } from '../../config/settings.ts';
import { nearest } from '../../text/nearest.ts';
import type { Catalogue, Command, Commands, Subject } from '../command.ts';

/** A word of fewer letters is no beginning of another. */
const SHORTEST_BEGINNING = 3;
/** The most words that are told as meant. */
const MOST_MEANT = 3;

/** @throws ConfigError where there are more arguments than the command takes, or the first is none of the known words */
export async function checkPositionals(
  { subject, mostArguments = 0, usage }: Command,
  positionals: readonly string[],
  catalogue: Pick<Catalogue, 'listings'>,
  commands: Commands,
): Promise<void> {
  const [first] = positionals;
  if (subject && first !== undefined) await checkSubject(subject, first, catalogue, commands);
  const surplus = positionals[mostArguments];
  if (surplus !== undefined)
    throw new ConfigError(`${JSON.stringify(surplus)} is one argument too many. ${usage}`);
}

/** @throws ConfigError where it is none of the known words; the nearest one is told */
export async function checkSubject(
  { noun, choices, listedBy }: Subject,
  given: string,
  catalogue: Pick<Catalogue, 'listings'>,
  commands: Commands,
): Promise<void> {
  const names = (await choices(catalogue, commands)).map(({ name }) => name);
  if (names.includes(given)) return;
  const begun = given.length >= SHORTEST_BEGINNING ? names.filter(name => name.startsWith(given)) : [];
  const meant = begun.length > 0 ? begun.slice(0, MOST_MEANT).join(' or ') : nearest(given, names);
  throw new ConfigError(
    `unknown ${noun} ${JSON.stringify(given)}.${meant ? ` Did you mean ${meant}?` : ''} All ${noun}s: ${listedBy}`,
  );
}
