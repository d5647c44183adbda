import type { Toolset } from '../../tool.ts';

/** A Snov.io account that the access file names. */
export interface NamedAccount {
  /** In capitals, as in the variables that hold its credentials: `SALES` for `SNOVIO_CLIENT_ID_SALES`. */
  readonly name: string;
  readonly id: string;
  readonly secret: string;
}

/** What somebody may do and spend. What it does not name is as the server is set up. */
export interface AccessRule {
  /** The only account that calls may work with. */
  readonly account?: NamedAccount | undefined;
  /** Of the tools that the server offers, those of these toolsets. */
  readonly toolsets?: readonly Toolset[] | undefined;
  /** No tools that change the account's data. */
  readonly readOnly: boolean;
  /** `never`: no mail may go out. */
  readonly sending: 'ask' | 'never';
  /** Credits in any 24 hours, over all accounts. */
  readonly creditsPerDay?: number | undefined;
  /** Credits in any 30 days, likewise. */
  readonly creditsPerMonth?: number | undefined;
}

/** A bearer token. */
export interface TokenRule extends AccessRule {
  /** The token's SHA-256, 64 small hexadecimal digits. */
  readonly sha256: string;
  readonly principal?: string | undefined;
}

/** A person who signs in, by the subject of their access token or by an address that the authorization server has verified. */
export interface PersonRule extends AccessRule {
  readonly subject?: string | undefined;
  /** In small letters. */
  readonly email?: string | undefined;
  readonly principal?: string | undefined;
}

/** All whose access token has this value in this claim. They share the credits. */
export interface TeamRule extends AccessRule {
  readonly team: string;
  readonly claim: string;
  readonly value: string;
}

/** Who may do and spend what: the file in `SNOVIO_HTTP_ACCESS_FILE`. */
export interface AccessFile {
  readonly tokens: readonly TokenRule[];
  readonly people: readonly PersonRule[];
  readonly teams: readonly TeamRule[];
  /** Each person whom no entry of `people` names; undefined: only members of teams are let in, unless there are neither. */
  readonly others?: AccessRule | undefined;
}

/** The file cannot be used. Nothing is shown of what may be a secret. */
export class AccessFileError extends Error {
  override readonly name = 'AccessFileError';
  /** Every problem, with the place in the file. */
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[]) {
    super(`SNOVIO_HTTP_ACCESS_FILE: ${path} cannot be used.`);
    this.problems = problems;
  }
}
