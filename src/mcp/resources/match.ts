import type { ResourceDeclaration } from './resource.ts';

/** Longer than any address that is given out here. */
const LONGEST = 2048;

/** Whether the address stands for a family of resources. */
export function isTemplate({ uri }: Pick<ResourceDeclaration, 'uri'>): boolean {
  return uri.endsWith('}');
}

/**
 * The resource at an address, and what stands in the place of its variable.
 * @returns undefined if there is none
 */
export function match<R extends ResourceDeclaration>(
  resources: readonly R[],
  address: string,
): { resource: R; given: string } | undefined {
  if (address.length > LONGEST) return undefined;
  const whole = resources.find(resource => !isTemplate(resource) && resource.uri === address);
  if (whole) return { resource: whole, given: '' };
  const slash = address.lastIndexOf('/');
  const start = address.slice(0, slash + 1);
  const given = decoded(address.slice(slash + 1));
  const family = resources.find(resource => isTemplate(resource) && resource.uri.startsWith(`${start}{`));
  return family && given ? { resource: family, given } : undefined;
}

/** The address of a member of a family. */
export function addressOf({ uri }: Pick<ResourceDeclaration, 'uri'>, given: string): string {
  return uri.replace(/\{\w+\}$/, () => encodeURIComponent(given));
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment).trim();
  } catch {
    return undefined;
  }
}
