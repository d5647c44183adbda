import { nearest } from '../text/nearest.ts';
import { SETTINGS } from './declarations.ts';
import { type Environment, environment } from './platform.ts';

const PREFIX = 'SNOVIO_';
/** Holds a host's token for a server on HTTP: nothing of this program's, and no slip either. */
export const TOKEN_NAME = 'SNOVIO_MCP_TOKEN';
const NAMES: readonly string[] = [...Object.values(SETTINGS).map(({ env }) => env), TOKEN_NAME];
/** Those of further accounts, which a host's configuration hands to its servers by their usual names. */
const OF_OTHER_ACCOUNTS = /^SNOVIO_(CLIENT_ID|CLIENT_SECRET|MCP_TOKEN)_[A-Z0-9_]+$/;
/** Other ways to begin: the product has a dot in its name. */
const NEAR_PREFIX = /^SNOV(I?O|_IO|IA)?_/i;

/**
 * Variables that look like settings and are none, so that nobody believes in a limit that is not there.
 * @returns a line for each, without its value
 */
export function unknownVariables(
  env: Environment = environment(),
  platform: NodeJS.Platform = process.platform,
): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!value || isKnown(name, platform)) return [];
    const meant = meantBy(name);
    if (meant === undefined && !name.startsWith(PREFIX)) return [];
    const remedy = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return [`${name}: there is no such setting, so it does nothing.${remedy}`];
  });
}

/** Windows takes a variable's name in any case. */
function isKnown(name: string, platform: NodeJS.Platform): boolean {
  const known = platform === 'win32' ? name.toUpperCase() : name;
  return NAMES.includes(known) || OF_OTHER_ACCOUNTS.test(known);
}

/** Of names with another beginning only those whose rest is right: others belong to other programs. */
function meantBy(name: string): string | undefined {
  const rests = NAMES.map(known => known.slice(PREFIX.length));
  const rest = name.toUpperCase().replace(NEAR_PREFIX, '');
  const exact = NEAR_PREFIX.test(name) && rests.includes(rest) ? rest : undefined;
  const alike = () => nearest(rest, rests) ?? rests.find(known => known.startsWith(rest));
  const meant = exact ?? (name.startsWith(PREFIX) ? alike() : undefined);
  return meant && `${PREFIX}${meant}`;
}
