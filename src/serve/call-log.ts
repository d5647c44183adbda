import { createHmac, randomBytes } from 'node:crypto';
import type { LogLevel } from '../log.ts';
import type { CallRecord } from '../observe.ts';

export interface CallLog {
  call(record: CallRecord): void;
  warn(message: string): void;
  info(message: string): void;
}

/** Structured lines on stderr. An account shows as an HMAC under a key of this process: lines of one account belong together, nothing more. */
export async function createCallLog(level: LogLevel): Promise<CallLog> {
  const { pino } = await import('pino');
  const log = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
  const key = randomBytes(32);
  const alias = (account: string) => createHmac('sha256', key).update(account).digest('hex').slice(0, 16);
  return {
    call: ({ account, ...record }) =>
      log.info({ ...record, ...(account && { account: alias(account) }) }, 'call'),
    warn: message => log.warn(message),
    info: message => log.info(message),
  };
}
