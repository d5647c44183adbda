import { createHmac, randomBytes } from 'node:crypto';
import { type Log, type LogLevel, sourceOf } from '../log.ts';
import type { CallRecord } from '../mcp/call-record.ts';

/** A log of JSON lines on stderr, with a line per call. It holds no text from outside: errors lose their messages. */
export interface CallLog extends Log {
  call(record: CallRecord): void;
  /** Logs that the protocol refused a request or failed at it. */
  protocol(error: Error): void;
}

const MAX_ALIASES = 1000;

/**
 * Opens the log. An account appears as an HMAC under a key of this process: lines of the same account can be put
 * together, but nobody can tell whose they are.
 */
export async function createCallLog(level: LogLevel): Promise<CallLog> {
  const { pino } = await import('pino');
  const log = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
  const aliasOf = aliases();
  return {
    call: ({ account, ...record }) =>
      log.info({ ...record, ...(account && { account: aliasOf(account) }) }, 'call'),
    protocol: error => log.debug({ fault: sourceOf(error) }, 'protocol'),
    error: (message, cause) => log.error({ ...(cause !== undefined && { fault: sourceOf(cause) }) }, message),
    warn: message => log.warn(message),
    info: message => log.info(message),
    debug: message => log.debug(message),
  };
}

function aliases(): (account: string) => string {
  const key = randomBytes(32);
  const known = new Map<string, string>();
  return account => {
    const alias = known.get(account) ?? createHmac('sha256', key).update(account).digest('hex').slice(0, 16);
    if (known.size >= MAX_ALIASES) known.clear();
    known.set(account, alias);
    return alias;
  };
}
