import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';

/** How the way to a database is protected: encrypted and its certificate checked, only encrypted, or neither. */
export type Protection = 'checked' | 'encrypted' | 'none';

/** What a URL says of a database. */
export interface DatabaseAddress {
  readonly client: ClientConfig;
  /** For people, without user and password: `db.example:5432/snovio`. */
  readonly name: string;
  readonly protection: Protection;
  /** Whether it is on this machine. */
  readonly isLocal: boolean;
}

const PORT = 5432;
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'];
/** Names of parameters as libpq has them. Others could change what a connection does without anybody noticing. */
const PARAMETERS = ['host', 'port', 'application_name', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'];
/** Parameters that providers put into their URLs, and that ask for nothing that is not so anyway. */
const IDLE_PARAMETERS = ['channel_binding', 'connect_timeout', 'target_session_attrs', 'gssencmode'];

/**
 * Reads SNOVIO_DATABASE_URL: `postgres://user:password@host:5432/database?sslmode=verify-full`, or with `host=/var/run/…` a
 * socket. Without `sslmode` the certificate is checked, except on this machine.
 * @throws Error in words for people, without any value of the URL
 */
export function readDatabaseUrl(text: string): DatabaseAddress {
  const url = parsed(text);
  const parameters = Object.fromEntries(url.searchParams);
  const unknown = Object.keys(parameters).filter(name => ![...PARAMETERS, ...IDLE_PARAMETERS].includes(name));
  if (unknown.length > 0)
    throw new Error(`knows no parameter ${unknown.join(', ')}; it may have ${PARAMETERS.join(', ')}`);
  const host = (parameters.host ?? decoded(url.hostname).replace(/^\[(.+)\]$/, '$1')) || 'localhost';
  const port = Number(parameters.port ?? (url.port || PORT));
  const database = decoded(url.pathname.slice(1));
  const user = decoded(url.username);
  if (!user) throw new Error('names no user: postgres://USER:PASSWORD@HOST/DATABASE');
  if (!Number.isInteger(port)) throw new Error('names a port that is no number');
  const isLocal = host.startsWith('/') || isLoopback(host);
  const { ssl, protection } = protect(parameters, isLocal);
  const { password, application_name: name = 'snovio-mcp' } = {
    ...parameters,
    password: decoded(url.password),
  };
  return {
    client: {
      host,
      port,
      user,
      database: database || user,
      ssl,
      application_name: name,
      ...(password && { password }),
    },
    name: `${host}${host.startsWith('/') ? '' : `:${port}`}/${database || user}`,
    protection,
    isLocal,
  };
}

function parsed(text: string): URL {
  // A URL needs a host, a socket has none.
  const url = URL.parse(text.replace(/^(\w+:\/\/[^/?#]*@)\//, '$1localhost/'));
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw new Error('is not a postgres:// URL');
  if (url.hash) throw new Error('has a # in it: in a password, write %23');
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a % in it that stands for nothing: write %25');
  }
}

function protect(
  { sslmode, sslrootcert, sslcert, sslkey }: Record<string, string | undefined>,
  isLocal: boolean,
): { ssl: ConnectionOptions | false; protection: Protection } {
  const mode = sslmode ?? (isLocal && !sslrootcert ? 'disable' : 'verify-full');
  if (!SSL_MODES.includes(mode)) throw new Error(`has an sslmode that is none of ${SSL_MODES.join(', ')}`);
  if (mode === 'disable') return { ssl: false, protection: 'none' };
  const ca = sslrootcert && sslrootcert !== 'system' ? contentOf('sslrootcert', sslrootcert) : undefined;
  // As libpq has it: `require` checks only where it is told against what.
  const checksChain = mode !== 'require' || ca !== undefined;
  const ssl: ConnectionOptions = {
    ...(ca && { ca }),
    ...(sslcert && { cert: contentOf('sslcert', sslcert) }),
    ...(sslkey && { key: contentOf('sslkey', sslkey) }),
    rejectUnauthorized: checksChain,
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
  return { ssl, protection: checksChain ? 'checked' : 'encrypted' };
}

function contentOf(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(`names a file with ${parameter} that cannot be read (${code})`);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
