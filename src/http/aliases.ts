import { createHmac, randomBytes } from 'node:crypto';

const MAX_ALIASES = 1000;

/**
 * Gives names to accounts or networks: an HMAC under a key of its own. Lines about the same one can be put together while
 * the process runs, but nobody can tell whose they are.
 */
export function createAliases(): (name: string) => string {
  const key = randomBytes(32);
  const known = new Map<string, string>();
  return name => {
    const alias = known.get(name) ?? createHmac('sha256', key).update(name).digest('hex').slice(0, 16);
    if (known.size >= MAX_ALIASES) known.clear();
    known.set(name, alias);
    return alias;
  };
}
