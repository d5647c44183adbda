import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { placeholders } from '../../../config/credentials.ts';
import {
  type Config,
  ConfigError,
  type Environment,
  type Flags,
  readConfig,
} from '../../../config/settings.ts';
import { unknownVariables } from '../../../config/unknown-variables.ts';
import { VERSION } from '../../../config/version.ts';
import type { Machine } from '../../init/config-folder.ts';
import type { Host } from '../../init/hosts.ts';
import { isRecord } from '../../init/is-record.ts';
import { type HostEntry, wordsOf } from './read-entries.ts';

/** What a host starts by an entry, or where that server is. */
export type Setup =
  | { readonly kind: 'remote'; readonly url: string }
  | {
      readonly kind: 'local';
      /** What keeps it from starting or from working, in parts of sentences. */
      readonly problems: readonly string[];
      /** Undefined where its settings are wrong. */
      readonly config?: Config | undefined;
      /** Whether the host asks its user for the credentials. */
      readonly isAsked: boolean;
    };

/** Takes the flags of a server apart, as its own command line does. @throws ConfigError */
export type ReadFlags = (words: readonly string[]) => Promise<Flags>;

/** What the host of an entry will start, as far as files and this environment tell. */
export async function setupOf(
  { host, entry }: HostEntry,
  machine: Machine,
  readFlags: ReadFlags,
): Promise<Setup> {
  const url = urlOf(entry);
  if (url !== undefined) return { kind: 'remote', url };
  const words = [entry.command, ...wordsOf(entry.args)].map(String);
  const at = words.findIndex(word => /(?:^|[\\/])snovio-mcp(?:\.cmd|@[^\\/]*)?$|\.[cm]?js$/.test(word));
  const { env, open, isAsked } = environmentOf(host, entry, machine.env);
  const problems = [...missingFiles(words.slice(0, at + 1), machine), ...otherVersion(words[at])];
  try {
    const config = readConfig(await readFlags(words.slice(Math.max(at, 0) + 1)), env);
    const unfilled = open.length > 0 || isAsked || config.sandbox ? [] : placeholders(config);
    const isBare = !(config.sandbox || isAsked || config.clientId);
    return {
      kind: 'local',
      problems: [
        ...problems,
        ...(config.sandbox ? [] : open),
        ...unfilled,
        ...(isBare ? ['it gets no credentials'] : []),
        ...unknownVariables(env, machine.platform).map(text => text.replace(/\.$/, '')),
      ],
      config,
      isAsked,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { kind: 'local', problems: [...problems, ...error.problems], isAsked };
  }
}

/** The address of a server elsewhere, without what may be secret in it. */
function urlOf({ url, serverUrl, httpUrl, args }: HostEntry['entry']): string | undefined {
  const words = wordsOf(args);
  const bridged = words.includes('mcp-remote') ? words.find(word => /^https?:/.test(word)) : undefined;
  const given = [url, serverUrl, httpUrl, bridged].find(one => typeof one === 'string');
  if (given === undefined) return undefined;
  const parsed = URL.parse(given);
  return parsed ? `${parsed.origin}${parsed.pathname}` : 'an address that is none';
}

/**
 * A reference to a variable: of most hosts, with a default as Claude Code knows it, and of Gemini CLI. The
 * lengths are bounded, so that no text takes quadratic time.
 */
const REFERENCE = /\$\{(?:env:)?([A-Za-z_]\w{0,100})(?::-([^${}]{0,1000}))?\}|\$([A-Za-z_]\w*)/g;

/** The variables that the server will have of this program's, and the references that lead nowhere here. */
function environmentOf(host: Host, entry: HostEntry['entry'], here: Environment) {
  const own = Object.entries(isRecord(entry.env) ? entry.env : {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const open: string[] = [];
  const resolved = own.map(([name, text]) => {
    const value = text.replace(REFERENCE, (reference, braced, fallback, plain) => {
      const variable = braced ?? plain;
      const found = here[variable] || fallback;
      if (!found) open.push(`${name} is to come from ${variable}, which is not set here`);
      return found || reference;
    });
    return [name, value] as const;
  });
  return {
    env: { ...handedOn(host, entry, here), ...Object.fromEntries(resolved) },
    open,
    isAsked: own.some(([, text]) => text.includes('${input:')),
  };
}

/** What the host passes on of its own environment, which is taken to be this one. */
function handedOn({ credentials }: Host, entry: HostEntry['entry'], here: Environment): Environment {
  if (credentials === 'inherit')
    return Object.fromEntries(Object.entries(here).filter(([name]) => /^SNOV/i.test(name)));
  return Object.fromEntries(wordsOf(entry.env_vars).map(name => [name, here[name]]));
}

function missingFiles(words: readonly string[], { platform }: Machine): string[] {
  // Paths of another machine, in tests, are none here.
  if (platform !== process.platform) return [];
  return words.filter(word => isAbsolute(word) && !existsSync(word)).map(path => `${path} is not there`);
}

function otherVersion(program = ''): string[] {
  const [, pinned] = /^snovio-mcp@(\d[\w.-]*)$/.exec(program) ?? [];
  const version = pinned ?? (isAbsolute(program) ? versionAt(program) : undefined);
  return version && version !== VERSION ? [`it starts version ${version}, and this is ${VERSION}`] : [];
}

/** The version of a checkout or an installation, by its program. */
function versionAt(program: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(dirname(program), '..', 'package.json'), 'utf8'));
    return isRecord(manifest) && typeof manifest.version === 'string' ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}
