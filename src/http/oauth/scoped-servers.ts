import type { Config } from '../../config/settings.ts';
import type { Tool } from '../../tool.ts';
import type { Narrowing } from '../access/grant.ts';
import { SCOPES, type Scopes, scopeFor } from './scopes.ts';

/** What a server is made of that a scope can change. */
export interface Offer {
  readonly config: Config;
  readonly tools: readonly Tool[];
}

/** Of how many callers who are offered different things what is made for them is kept. */
const MAX_MADE = 200;

/** What is left of an offer: the tools that the scopes allow, and mail only with `send`. */
export function withinScopes({ config, tools }: Offer, scopes: Scopes): Offer {
  return {
    config: scopes.has('send') ? config : { ...config, allowSending: 'never' },
    tools: tools.filter(({ effect }) => scopes.has(scopeFor(effect))),
  };
}

/** What is left of an offer to a caller whom the access file narrows it for. */
export function narrowed(
  { config, tools }: Offer,
  { toolsets, readOnly, sending }: Narrowing = EVERYTHING,
): Offer {
  return {
    config: {
      ...config,
      readOnly: config.readOnly || readOnly,
      allowSending: sending === 'never' ? 'never' : config.allowSending,
    },
    tools: toolsets ? tools.filter(({ toolset }) => toolsets.includes(toolset)) : tools,
  };
}

const EVERYTHING: Narrowing = { readOnly: false, sending: 'ask' };

/** Makes, for each set of scopes and narrowing that comes up, what is made of its offer. */
export function perOffer<T>(
  make: (scopes: Scopes, narrowing: Narrowing | undefined) => T,
): (scopes: readonly string[], narrowing: Narrowing | undefined) => T {
  const made = new Map<string, T>();
  return (given, narrowing) => {
    const scopes = new Set(SCOPES.filter(scope => given.includes(scope)));
    const key = JSON.stringify([[...scopes], narrowing]);
    const known = made.get(key) ?? make(scopes, narrowing);
    if (made.size >= MAX_MADE) made.clear();
    made.set(key, known);
    return known;
  };
}
