import type { Grant } from './access/grant.ts';
import type { Scopes } from './oauth/scopes.ts';

/** Who is calling. */
export interface Caller {
  /** Names it: by the hash of its bearer token, by who has signed in where, or by its address. */
  readonly name: string;
  /** What its access token allows; undefined: all that the server offers. */
  readonly scopes?: Scopes | undefined;
  /** Who has signed in: SHA-256 of issuer and subject. */
  readonly person?: string | undefined;
  /** What the access file grants it; undefined: it is not in the file, or there is none. */
  readonly grant?: Grant | undefined;
}
