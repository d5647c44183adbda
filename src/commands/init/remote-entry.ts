import { ConfigError } from '../../config/settings.ts';
import { TOKEN_NAME } from '../../config/unknown-variables.ts';
import { isLoopback } from '../../snovio/transport/times.ts';
import { variableFor } from './account-names.ts';
import type { ServerEntry } from './entry.ts';
import type { Host } from './hosts.ts';

const PLACEHOLDER = 'your token';

/** The address of a server on HTTP. Without a path it is /mcp, where `snovio-mcp http` serves. @throws ConfigError */
export function serverUrl(value: string): URL {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new ConfigError(
      '--http: takes an http or https URL without a password. Example: --http https://mcp.example.com/mcp',
    );
  if (url.pathname === '/') url.pathname = '/mcp';
  return url;
}

/** What is odd about the address of a server, in lines. */
export function addressWarnings({ protocol, hostname, pathname, origin }: URL): string {
  const isOpen = protocol === 'http:' && !isLoopback(hostname);
  const path = pathname.replace(/\/$/, '');
  return [
    ...(path.endsWith('/mcp')
      ? []
      : [
          `The address does not end in /mcp, where snovio-mcp http serves. Usual: ${origin}${path}/mcp or ${origin}/mcp.\n`,
        ]),
    ...(isOpen ? ['The token will travel unencrypted: use https.\n'] : []),
  ].join('');
}

/** The entry for a server that runs elsewhere. It refers to the token, or has a text in its place. */
export function remoteEntry({ remote, credentials }: Host, url: URL, name?: string): ServerEntry {
  const token = variableFor(TOKEN_NAME, name);
  const reference = typeof credentials === 'object' ? credentials.reference(token) : '';
  const bearer = `Bearer ${reference || PLACEHOLDER}`;
  if (remote === 'bearer_token_env_var') return { url: url.href, bearer_token_env_var: token };
  if (remote === 'mcp-remote') {
    // Its own documentation puts the blank of the header into a variable, since some hosts split arguments there.
    const header = ['--header', `Authorization:$${'{AUTHORIZATION}'}`];
    const open = url.protocol === 'http:' ? ['--allow-http'] : [];
    return {
      command: 'npx',
      args: ['-y', 'mcp-remote', url.href, ...open, ...header],
      env: { AUTHORIZATION: `Bearer ${PLACEHOLDER}` },
    };
  }
  const { key, type } = remote;
  return { ...(type && { type }), [key]: url.href, headers: { Authorization: bearer } };
}
