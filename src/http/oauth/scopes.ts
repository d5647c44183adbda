import type { Effect } from '../../tool.ts';

/**
 * What an access token can allow: to read, to spend credits, to change the account's data, and to let mail go out. None
 * includes another.
 */
export const SCOPES = ['read', 'spend', 'write', 'send'] as const;
export type Scope = (typeof SCOPES)[number];
export type Scopes = ReadonlySet<Scope>;

/** The scope that a tool needs. Whether it may also make mail go out is asked while it runs. */
export function scopeFor(effect: Effect): Scope {
  return effect === 'destructive' ? 'write' : effect;
}

/**
 * The scopes in the claims of an access token: `scope` is a text (RFC 9068); Entra and Okta write `scp`, as a text or a
 * list. Scopes of others are left out.
 * @param prefix what this server's scopes may begin with, such as `api://snovio/`
 */
export function scopesIn(claims: Readonly<Record<string, unknown>>, prefix = ''): Scopes {
  const given = [claims.scope, claims.scp].flatMap(value =>
    typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [],
  );
  const isGiven = (scope: Scope) => given.includes(scope) || given.includes(`${prefix}${scope}`);
  return new Set(SCOPES.filter(isGiven));
}
