import { plainLine } from './text/line.ts';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** A log on stderr; stdout belongs to the protocol. */
export interface Log {
  error(message: string, cause?: unknown): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** The most characters of a message. */
const LONGEST_LINE = 2000;

const LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/**
 * A log of plain lines.
 * @param level the least severe level that is written
 */
export function createLog(
  level: LogLevel,
  write: (line: string) => void = line => process.stderr.write(line),
): Log {
  const at = (severity: LogLevel) => (message: string, cause?: unknown) => {
    if (LEVELS.indexOf(severity) > LEVELS.indexOf(level)) return;
    const source = sourceOf(cause);
    // A message can quote what came from outside.
    const line = plainLine(`snovio-mcp ${severity}: ${message}`, LONGEST_LINE);
    write(`${line}${source ? ` (${source})` : ''}\n`);
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** An error's class and the top of its stack, without its message, which may quote private data; undefined for what is no Error. */
export function sourceOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { name, message, stack = '' } = cause;
  const frames = stack.slice(message ? stack.indexOf(message) + message.length : 0).split('\n');
  const places = frames.filter(line => /^\s+at /.test(line)).slice(0, 5);
  return [name, ...places.map(line => `  ${line.trim()}`)].join('\n');
}
