import type { ApiRequest } from './request.ts';

/** Asked for by no tool, but by whoever needs a token. */
const TOKEN_METHOD = 'POST /v1/oauth/access_token';

/** What stands for a request to none of the methods. */
export const OTHER_METHOD = 'other';

/** Names the method that a request goes to, such as `GET /v2/campaigns/{campaign_id}/progress`: never what fills in its places. */
export type NameMethod = (request: Pick<ApiRequest, 'method' | 'path'>) => string;

/** @param methods as Snov.io's reference writes them. There are no more names than these, whatever is requested */
export function knownMethods(methods: Iterable<string>): NameMethod {
  const known = [...new Set([TOKEN_METHOD, ...methods])].map(name => ({ name, parts: partsOf(name) }));
  // One without places is meant by nothing else.
  known.sort((one, other) => placesIn(one.parts) - placesIn(other.parts));
  return ({ method, path }) => {
    const parts = partsOf(`${method} ${path}`);
    return known.find(candidate => fits(parts, candidate.parts))?.name ?? OTHER_METHOD;
  };
}

function partsOf(name: string): string[] {
  return name.split(/[ /]/);
}

function placesIn(parts: readonly string[]): number {
  return parts.filter(isPlace).length;
}

function isPlace(part: string): boolean {
  return part.startsWith('{');
}

function fits(parts: readonly string[], pattern: readonly string[]): boolean {
  return parts.length === pattern.length && pattern.every((part, i) => isPlace(part) || part === parts[i]);
}
