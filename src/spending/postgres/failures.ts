import { SnovioError } from '../../errors.ts';

/** What SQLSTATEs mean to whoever runs the server. A class of two characters stands for all its codes. */
const STATES: Readonly<Record<string, string>> = {
  '08': 'broke the connection',
  '28': 'refuses the user or the password',
  '53': 'has no room left (connections, memory or disk)',
  '53300': 'takes no more connections',
  '53100': 'has a full disk',
  '57': 'is stopping or starting',
  '57014': 'took too long for a statement',
  '55P03': 'kept another process waiting too long',
  '25P02': 'gave up a transaction',
  '25P03': 'ended a transaction that had waited too long',
  '25006': 'takes no writes: it is a standby, or set to read only',
  '3D000': 'does not exist',
  '42501': 'does not allow its user to do that',
  '3F000': 'has lost its tables',
  '42P01': 'has lost its tables',
};

/** What is known of failures of the connection, by their codes in Node. */
const SYSTEM: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ENOTFOUND: 'has a host name that is not known',
  EAI_AGAIN: 'has a host name that cannot be looked up now',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'does not answer',
  ECONNRESET: 'broke the connection',
  EPIPE: 'broke the connection',
  ENOENT: 'has no socket there',
  EACCES: 'has a socket that this user must not open',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another host',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
};

const UNTRUSTED = /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(VERIFY|GET)|ERR_TLS|CERT_)/;

interface Failure {
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly message?: unknown;
}

/** Why something failed: completes "the database …". Our own words and a code only: messages may hold rows, or what others named. */
export function reasonOf(error: unknown): string {
  if (error instanceof DatabaseFailure) return error.reason;
  if (error instanceof UnusableDatabase) return error.message;
  const { code, message = '' } = (error ?? {}) as Failure;
  if (typeof code === 'string') {
    const words = STATES[code] ?? SYSTEM[code] ?? STATES[code.slice(0, 2)];
    if (words) return `${words} (${code})`;
    if (UNTRUSTED.test(code)) return `has a certificate that is not trusted (${code})`;
    return `failed (${code})`;
  }
  const text = String(message);
  if (/does not support SSL/.test(text)) return 'offers no encryption, which sslmode asks for';
  if (/timeout/i.test(text)) return 'does not answer in time';
  if (/SASL|SCRAM|password/i.test(text)) return 'wants a password that it was not given';
  if (/terminated|not queryable|ended/i.test(text)) return 'broke the connection';
  return 'failed';
}

/** A statement or a connection that failed: of a store operation, nothing has happened. */
export class DatabaseFailure extends SnovioError {
  /** Completes "the database …". */
  readonly reason: string;
  /** Whether the server said that it has not done it. Everything else leaves open what has become of a commit. */
  readonly isRefusal: boolean;
  /** Whether another connection may succeed where this one fails, such as one to the server that is the primary now. */
  readonly isOfConnection: boolean;

  constructor(error: unknown) {
    const reason = reasonOf(error);
    super('upstream_unavailable', {
      message:
        `The server's database ${reason}. Nothing is sent or spent without it; what was paid for is kept. ` +
        'Call again in a minute; if it stays, tell whoever runs the server.',
      neverSent: true,
    });
    const { code, severity } = (error ?? {}) as Failure;
    this.reason = reason;
    this.isRefusal = severity === 'ERROR';
    this.isOfConnection = severity !== 'ERROR' || code === '25006' || String(code).startsWith('57P');
  }
}

/** Why a database must not be used, in words that complete "the database …". */
export class UnusableDatabase extends Error {}

/** The start fails: a store that cannot be read would pay again for what is paid. @param name of the database */
export function unusable(name: string, error: unknown): SnovioError {
  const message = `The database ${name} (SNOVIO_DATABASE_URL) ${reasonOf(error)}. It remembers what is paid for, so nothing starts without it.`;
  return new SnovioError('not_configured', { message });
}
