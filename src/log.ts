export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Lines on stderr; stdout belongs to the protocol. */
export interface Log {
  error(message: string, cause?: unknown): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

const LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** A log that tells what is at least as grave as `level`. Of a cause only where it came from, never its message: that may quote data. */
export function createLog(
  level: LogLevel,
  write: (line: string) => void = line => process.stderr.write(line),
): Log {
  const at = (one: LogLevel) => (message: string, cause?: unknown) => {
    if (LEVELS.indexOf(one) > LEVELS.indexOf(level)) return;
    const source = sourceOf(cause);
    write(`snovio-mcp ${one}: ${message}${source ? ` (${source})` : ''}\n`);
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** What kind of fault it was and where it came from, without its message: that may quote what came in. */
export function sourceOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { name, message, stack = '' } = cause;
  const frames = stack.slice(message ? stack.indexOf(message) + message.length : 0).split('\n');
  const places = frames.filter(line => /^\s+at /.test(line)).slice(0, 5);
  return [name, ...places.map(line => `  ${line.trim()}`)].join('\n');
}
