/** Where a database is, and how it is reached. */
export interface DatabaseAddress {
  /** A name or an address; with a slash in front the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Undefined: from PGPASSWORD or the password file, as PostgreSQL's own programs do. */
  readonly password: string | undefined;
  readonly applicationName: string;
  readonly tls: Tls;
}

/** As libpq has it: `require` encrypts, and checks the certificate only where it is told against which. */
export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

export interface Tls {
  readonly mode: SslMode;
  /** Paths of PEM files. */
  readonly rootCert?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Whether a host is this machine, which nobody stands on the way to. */
export function isLocal(host: string): boolean {
  return host.startsWith('/') || ['localhost', '::1'].includes(host) || /^127(\.\d{1,3}){3}$/.test(host);
}

/** For people, without user and password: `db.example:5432/snovio`. */
export function nameOf({ host, port, database }: DatabaseAddress): string {
  return host.startsWith('/') ? `${host}/${database}` : `${host}:${port}/${database}`;
}
