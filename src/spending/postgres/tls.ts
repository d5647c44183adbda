import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { type DatabaseAddress, isLocal, type Tls } from './address.ts';
import { UnusableDatabase } from './failures.ts';

/** What the connection asks of encryption; false: none. @throws UnusableDatabase where a file cannot be read */
export function tlsOptions({ mode, rootCert, cert, key }: Tls): ConnectionOptions | false {
  if (mode === 'disable') return false;
  return {
    ...(rootCert && { ca: contentOf('sslrootcert', rootCert) }),
    ...(cert && { cert: contentOf('sslcert', cert) }),
    ...(key && { key: contentOf('sslkey', key) }),
    rejectUnauthorized: isChecked({ mode, rootCert }),
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

/** What others on the way to the database could do, if they could do anything. */
export function exposure({ host, tls }: DatabaseAddress): string | undefined {
  if (isLocal(host)) return undefined;
  if (tls.mode === 'disable')
    return 'The connection to the database is not encrypted (sslmode=disable): whoever is on the way reads what passes.';
  if (isChecked(tls)) return undefined;
  return 'The certificate of the database is not checked (sslmode=require): somebody on the way could pretend to be it.';
}

function isChecked({ mode, rootCert }: Tls): boolean {
  return mode !== 'require' || rootCert !== undefined;
}

function contentOf(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UnusableDatabase(`has a file in ${parameter} that cannot be read (${code})`);
  }
}
