import { LineQuota, STRANGERS } from '../audit/line-quota.ts';
import { type Log, type LogLevel, sourceOf } from '../log.ts';
import type { CallRecord } from '../mcp/call-record.ts';
import { createAliases } from './aliases.ts';

/** A wrong token, without the token. */
export interface WrongToken {
  readonly requestId: string;
  /** An alias of the network that it came from. */
  readonly from: string;
}

/** A log of JSON lines on stderr, with a line per call. It holds no text from outside: errors lose their messages. */
export interface CallLog extends Log {
  call(record: CallRecord): void;
  /** Logs that a token was not known. Of a flood the first are logged, and how many more there were. */
  wrongToken(about: WrongToken): void;
  /** Logs that the protocol refused a request or failed at it. */
  protocol(error: Error): void;
}

/**
 * Opens the log. An account appears as an HMAC under a key of this process: lines of the same account can be put
 * together, but nobody can tell whose they are.
 */
export async function createCallLog(level: LogLevel): Promise<CallLog> {
  const { pino } = await import('pino');
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const destination = pino.destination({ fd: 2, sync: true });
  const log = pino(options, destination);
  const calls = pino(options, gathered(destination));
  const aliasOf = createAliases();
  const wrongTokens = new LineQuota(STRANGERS, lines => log.warn({ lines }, 'more wrong tokens'));
  return {
    call: ({ account, caller: _, effect: __, credits: ___, ...record }) =>
      calls.info({ ...record, ...(account && { account: aliasOf(account) }) }, 'call'),
    wrongToken: about => {
      if (wrongTokens.take(about.from)) log.warn(about, 'wrong token');
    },
    protocol: error => log.debug({ fault: sourceOf(error) }, 'protocol'),
    error: (message, cause) => log.error({ ...(cause !== undefined && { fault: sourceOf(cause) }) }, message),
    warn: message => log.warn(message),
    info: message => log.info(message),
    debug: message => log.debug(message),
  };
}

/**
 * Writes the lines of one turn of the event loop together, when it is over: a call's answer does not wait for its line, and
 * many calls need one write. A process that ends by itself, or by an error, has written them.
 */
function gathered(destination: { write(lines: string): unknown }): { write(line: string): void } {
  let lines = '';
  const flush = () => {
    process.removeListener('exit', flush);
    const gathered = lines;
    lines = '';
    if (gathered) destination.write(gathered);
  };
  return {
    write: line => {
      if (!lines) {
        setImmediate(flush);
        process.once('exit', flush);
      }
      lines += line;
    },
  };
}
