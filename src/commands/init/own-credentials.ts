import { isPlaceholder } from '../../config/credentials.ts';
import { CREDENTIAL_NAMES } from './hosts.ts';
import { isRecord } from './is-record.ts';

type Entry = Readonly<Record<string, unknown>>;

/**
 * What the user has put into an entry in the place of what stands there by default: values of credentials, or references
 * of their own. A text that is to be replaced is none.
 * @param usual the entry as this program would write it
 * @returns what each is called
 */
export function ownCredentials(entry: Entry, usual: object): string[] {
  const [given, written] = [entry, usual as Entry].map(placesOf);
  return Object.entries(given ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && value !== written?.[name] && isFilledIn(value) ? [name] : [],
  );
}

function placesOf({ env, headers, bearer_token_env_var }: Entry): Entry {
  const variables = isRecord(env) ? env : {};
  return {
    ...Object.fromEntries(CREDENTIAL_NAMES.map(name => [name, variables[name]])),
    'the token':
      bearer_token_env_var ??
      variables.AUTHORIZATION ??
      (isRecord(headers) ? headers.Authorization : undefined),
  };
}

function isFilledIn(value: string): boolean {
  const bare = value.trim().replace(/^bearer(?:\s+|$)/i, '');
  // A reference is not this program's to judge.
  return bare.includes('$') || (bare !== '' && !isPlaceholder(bare));
}
