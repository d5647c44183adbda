import { isFromDocumentation } from '../../../config/bearer-tokens.ts';
import { isPlaceholder } from '../../../config/credentials.ts';
import type { Environment } from '../../../config/settings.ts';
import type { Host } from '../../init/hosts.ts';
import { isRecord } from '../../init/is-record.ts';
import { wordsOf } from '../../init/own-entry.ts';
import { type Problem, toComeFrom } from './problem.ts';
import type { HostEntry } from './read-entries.ts';
import { filledIn, isAskedFor } from './references.ts';

/** Where an entry's server is. */
export interface RemoteSetup {
  readonly kind: 'remote';
  readonly problems: readonly Problem[];
  readonly url: string;
}

/** What an entry says of a server elsewhere; undefined where it starts one. */
export function remoteSetupOf(
  host: Host,
  entry: HostEntry['entry'],
  here: Environment,
): RemoteSetup | undefined {
  const url = urlOf(entry);
  if (url === undefined) return undefined;
  const named = [...variablesOf(entry)].filter(([, variable]) => !here[variable]);
  return {
    kind: 'remote',
    url,
    problems: [
      ...(url === NO_ADDRESS ? [{ text: 'that is no http or https URL' }] : []),
      ...named.map(([name, variable]) => toComeFrom(name, variable)),
      ...Object.entries(textsOf(entry.headers)).flatMap(([name, text]) =>
        headerProblems(name, text, here, host),
      ),
      ...bridgedHeaders(entry).flatMap(([name, text]) => bridgedProblems(name, text, entry, here)),
    ],
  };
}

const NO_ADDRESS = 'an address that is none';

/** The address of a server elsewhere, without what may be secret in it. */
function urlOf({ url, serverUrl, httpUrl, args }: HostEntry['entry']): string | undefined {
  const words = wordsOf(args);
  const bridged = words.includes('mcp-remote') ? words.find(word => /^https?:/.test(word)) : undefined;
  const given = [url, serverUrl, httpUrl, bridged].find(one => typeof one === 'string');
  if (given === undefined) return undefined;
  const parsed = URL.parse(given);
  return parsed && /^https?:$/.test(parsed.protocol) ? `${parsed.origin}${parsed.pathname}` : NO_ADDRESS;
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).map(([name, text]) => [name, String(text)]),
  );
}

/** The headers that the package mcp-remote is told to send: `--header`, then `Name:value`. */
function bridgedHeaders({ args }: HostEntry['entry']): [name: string, text: string][] {
  const words = wordsOf(args);
  return words.flatMap((word, index): [string, string][] => {
    const [, name, text] = words[index - 1] === '--header' ? (/^([^:]+):(.*)$/s.exec(word) ?? []) : [];
    return name === undefined || text === undefined ? [] : [[name, text]];
  });
}

/** Codex takes headers from variables by their names. */
function variablesOf({ bearer_token_env_var, env_http_headers }: HostEntry['entry']): Map<string, string> {
  const token = typeof bearer_token_env_var === 'string' ? { 'its token': bearer_token_env_var } : {};
  return new Map(Object.entries({ ...token, ...textsOf(env_http_headers) }));
}

/** The package mcp-remote fills in what it is started with; in the variables that its entry sets, the host does. */
const BRIDGE: Pick<Host, 'title' | 'expands'> = { title: 'mcp-remote', expands: ['plain'] };

function bridgedProblems(
  name: string,
  text: string,
  entry: HostEntry['entry'],
  here: Environment,
): Problem[] {
  return headerProblems(name, text, { ...here, ...textsOf(entry.env) }, BRIDGE);
}

function headerProblems(
  name: string,
  text: string,
  env: Environment,
  host: Pick<Host, 'title' | 'expands'>,
): Problem[] {
  if (isAskedFor(text)) return [];
  const { value, problems } = filledIn(name, text, env, host);
  if (problems.length > 0 || !/^authorization$/i.test(name.trim())) return problems;
  const token = value.trim().replace(/^bearer(?:\s+|$)/i, '');
  if (token === '') return [{ text: `${name} holds no token` }];
  return isPlaceholder(token) || isFromDocumentation(token)
    ? [{ text: 'its token is a placeholder that nobody has filled in', mend: 'fill' }]
    : [];
}
