import { createHmac, randomBytes } from 'node:crypto';
import type { Log, LogLevel } from '../log.ts';
import { sourceOf } from '../log.ts';
import type { CallRecord } from '../mcp/call-record.ts';

/** Structured lines on stderr, one a call. Nothing in them came from outside: messages of errors may quote it. */
export interface CallLog extends Log {
  call(record: CallRecord): void;
  /** The protocol refused a request or failed at it. */
  protocol(error: Error): void;
}

const MOST_ALIASES = 1000;

/** An account shows as an HMAC under a key of this process: lines of one account belong together, nothing more. */
export async function createCallLog(level: LogLevel): Promise<CallLog> {
  const { pino } = await import('pino');
  const log = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
  const key = randomBytes(32);
  const aliases = new Map<string, string>();
  const alias = (account: string) => {
    const known =
      aliases.get(account) ?? createHmac('sha256', key).update(account).digest('hex').slice(0, 16);
    if (aliases.size >= MOST_ALIASES) aliases.clear();
    aliases.set(account, known);
    return known;
  };
  return {
    call: ({ account, ...record }) =>
      log.info({ ...record, ...(account && { account: alias(account) }) }, 'call'),
    protocol: error => log.debug({ fault: sourceOf(error) }, 'protocol'),
    error: (message, cause) => log.error({ ...(cause !== undefined && { fault: sourceOf(cause) }) }, message),
    warn: message => log.warn(message),
    info: message => log.info(message),
    debug: message => log.debug(message),
  };
}
