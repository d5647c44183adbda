import type { Config } from '../../config/settings.ts';
import type { Tool } from '../../tool.ts';
import { SCOPES, type Scopes, scopeFor } from './scopes.ts';

/** What a server is made of that a scope can change. */
export interface Offer {
  readonly config: Config;
  readonly tools: readonly Tool[];
}

/** What is left of an offer: the tools that the scopes allow, and mail only with `send`. */
export function withinScopes({ config, tools }: Offer, scopes: Scopes): Offer {
  return {
    config: scopes.has('send') ? config : { ...config, allowSending: 'never' },
    tools: tools.filter(({ effect }) => scopes.has(scopeFor(effect))),
  };
}

/** Makes, for each set of scopes that comes up, what is made of its offer. There are as many as there are sets. */
export function perScopes<T>(make: (scopes: Scopes) => T): (scopes: readonly string[]) => T {
  const made = new Map<string, T>();
  return given => {
    const scopes = new Set(SCOPES.filter(scope => given.includes(scope)));
    const key = [...scopes].join(' ');
    const known = made.get(key) ?? make(scopes);
    made.set(key, known);
    return known;
  };
}
