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
    write(`snovio-mcp ${one}: ${message}${whereOf(cause)}\n`);
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

function whereOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const frames = (cause.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
  return ` (${cause.name}${frames
    .slice(0, 5)
    .map(line => `\n  ${line.trim()}`)
    .join('')})`;
}
