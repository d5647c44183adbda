import { type DatabaseAddress, isLocal, type SslMode } from '../spending/postgres/address.ts';

const PORT = 5432;
const SSL_MODES: readonly string[] = ['disable', 'require', 'verify-ca', 'verify-full'] satisfies SslMode[];
/** As libpq has them. Others could change what a connection does without anybody noticing. */
const PARAMETERS = ['host', 'port', 'application_name', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'];
/** What providers put into their URLs, and that asks for nothing that is not so anyway. */
const IDLE_PARAMETERS = ['channel_binding', 'connect_timeout', 'target_session_attrs', 'gssencmode'];

/**
 * Reads `postgres://user:password@host:5432/database?sslmode=verify-full`; with `host=/var/run/postgresql` it is a socket.
 * Without `sslmode` the certificate is checked, except on this machine.
 * @throws Error that completes "its value …", without any part of the URL
 */
export function readDatabaseUrl(text: string): DatabaseAddress {
  const url = parsed(text);
  const parameters: Record<string, string | undefined> = Object.fromEntries(url.searchParams);
  const known = [...PARAMETERS, ...IDLE_PARAMETERS];
  const unknown = Object.keys(parameters).filter(name => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`has a parameter that is unknown: only ${PARAMETERS.join(', ')} are known`);
  const host = (parameters.host ?? decoded(url.hostname).replace(/^\[(.+)\]$/, '$1')) || 'localhost';
  const port = Number(parameters.port ?? (url.port || PORT));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('has a port that is none');
  const user = decoded(url.username);
  if (!user) throw new Error('names no user');
  return {
    host,
    port,
    user,
    database: decoded(url.pathname.slice(1)) || user,
    password: decoded(url.password) || undefined,
    applicationName: parameters.application_name ?? 'snovio-mcp',
    tls: {
      mode: sslModeOf(parameters.sslmode, host),
      rootCert: parameters.sslrootcert === 'system' ? undefined : parameters.sslrootcert,
      cert: parameters.sslcert,
      key: parameters.sslkey,
    },
  };
}

function parsed(text: string): URL {
  if (!/^postgres(ql)?:\/\//i.test(text)) throw new Error('is not a postgres:// URL');
  // A URL needs a host; a socket has none.
  const url = URL.parse(text.replace(/^(\w+:\/\/[^/?#]*@)\//, '$1localhost/'));
  if (!url || url.hash) throw new Error('is not a URL: write # / ? @ % in a password as %23 %2F %3F %40 %25');
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a % that stands for nothing: write %25');
  }
}

function sslModeOf(given: string | undefined, host: string): SslMode {
  const mode = given ?? (isLocal(host) ? 'disable' : 'verify-full');
  if (!SSL_MODES.includes(mode)) throw new Error(`has an sslmode that is none of ${SSL_MODES.join(', ')}`);
  return mode as SslMode;
}
