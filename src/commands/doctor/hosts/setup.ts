import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { placeholders } from '../../../config/credentials.ts';
import {
  type Config,
  ConfigError,
  type Environment,
  type Flags,
  readPartly,
} from '../../../config/settings.ts';
import { unknownVariables } from '../../../config/unknown-variables.ts';
import { VERSION } from '../../../config/version.ts';
import type { Machine } from '../../init/config-folder.ts';
import { CREDENTIAL_NAMES, type Host } from '../../init/hosts.ts';
import { isRecord } from '../../init/is-record.ts';
import { wordsOf } from '../../init/own-entry.ts';
import type { Problem } from './problem.ts';
import type { HostEntry } from './read-entries.ts';
import { filledIn, isAskedFor } from './references.ts';
import { type RemoteSetup, remoteSetupOf } from './remote-setup.ts';
import { elsewhere } from './starter.ts';

/** What a host starts by an entry. */
export interface LocalSetup {
  readonly kind: 'local';
  readonly problems: readonly Problem[];
  /** Undefined where its settings are wrong. */
  readonly config?: Config | undefined;
  /** Whether the host asks its user for the credentials. */
  readonly isAsked: boolean;
  /** From where else it may have settings. */
  readonly elsewhere?: string | undefined;
}

export type Setup = RemoteSetup | LocalSetup;

/** Takes the flags of a server apart, as its own command line does. @throws ConfigError */
export type ReadFlags = (words: readonly string[]) => Promise<Flags>;

/** What the host of an entry will start, as far as files and this environment tell. */
export async function setupOf(
  { host, entry }: HostEntry,
  machine: Machine,
  readFlags: ReadFlags,
): Promise<Setup> {
  const remote = remoteSetupOf(host, entry, machine.env);
  if (remote) return remote;
  if (typeof entry.command !== 'string')
    return { kind: 'local', problems: [{ text: 'it has neither a command nor an address' }], isAsked: false };
  const more = elsewhere(entry);
  const words = [entry.command, ...wordsOf(entry.args)].map(String);
  const at = words.findIndex(word => /(?:^|[\\/])snovio-mcp(?:\.cmd|@[^\\/]*)?$|\.[cm]?js$/.test(word));
  // Something starts it that hides its flags.
  if (at < 0) return { kind: 'local', problems: [], isAsked: false, elsewhere: more ?? NOT_SEEN };
  const { env, open, isAsked } = environmentOf(host, entry, machine.env);
  const { flags, wrong } = await flagsIn(words.slice(at + 1), readFlags);
  const { config, problems } = readPartly(flags, env);
  const unfilled = open.length > 0 || isAsked ? [] : placeholders(config);
  const isBare = !(isAsked || config.clientId || config.clientSecret || more);
  return {
    kind: 'local',
    problems: [
      ...inWords([...missingFiles(words.slice(0, at + 1), machine), ...otherVersion(words[at])]),
      ...inWords([...wrong, ...problems]),
      ...(config.sandbox ? [] : [...open, ...unfilled.map((text): Problem => ({ text, mend: 'fill' }))]),
      ...(isBare && !config.sandbox ? [bare(expected(host, entry).filter(name => !machine.env[name]))] : []),
      ...inWords(unknownVariables(env, machine.platform).map(text => text.replace(/\.$/, ''))),
    ],
    config: wrong.length + problems.length === 0 ? (config as Config) : undefined,
    isAsked,
    elsewhere: more,
  };
}

/** The flags of a server, or what is wrong with them. */
async function flagsIn(
  words: readonly string[],
  readFlags: ReadFlags,
): Promise<{ flags: Flags; wrong: readonly string[] }> {
  try {
    return { flags: await readFlags(words), wrong: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Whatever else is wrong there, it needs no credentials.
    const sandbox = words.includes('--sandbox') || undefined;
    return { flags: { sandbox }, wrong: error.problems };
  }
}

const NOT_SEEN = 'what it starts is not looked into';

function inWords(problems: readonly string[]): Problem[] {
  return problems.map(text => ({ text }));
}

/** @param unset the credentials that the host would hand on, and that are not set here */
function bare(unset: readonly string[]): Problem {
  return { text: 'it gets no credentials', ...(unset.length > 0 && { mend: { set: unset } }) };
}

/** The variables that the server will have of this program's, and the references that lead nowhere here. */
function environmentOf(host: Host, entry: HostEntry['entry'], here: Environment) {
  const own = Object.entries(isRecord(entry.env) ? entry.env : {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const open: Problem[] = [];
  const filled = own.map(([name, text]) => {
    const { value, problems } = filledIn(name, text, here, host);
    open.push(...problems);
    return [name, value] as const;
  });
  return {
    env: { ...handedOn(host, entry, here), ...Object.fromEntries(filled) },
    open,
    isAsked: own.some(([, text]) => isAskedFor(text)),
  };
}

/** The credentials that the host is to hand on from its own environment. */
function expected({ credentials }: Host, entry: HostEntry['entry']): string[] {
  const handed = credentials === 'inherit' ? CREDENTIAL_NAMES : wordsOf(entry.env_vars);
  return CREDENTIAL_NAMES.filter(name => handed.includes(name));
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
