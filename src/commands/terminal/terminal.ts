import { styleText } from 'node:util';
import { type Environment, environment, type Flags } from '../../config/settings.ts';

/** Where a command writes what people read. */
export interface Terminal {
  /** Whether it is a terminal, and not a pipe or a file. */
  readonly isTTY: boolean;
  /** How many characters fit into a line. */
  readonly columns: number;
  /** A text in a colour or bold, or as it is where no colours are wanted. */
  paint(style: Style, text: string): string;
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** A stream such as `process.stdout`. */
export interface TerminalStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** The columns of what does not say, and where COLUMNS does not either. */
const USUAL_COLUMNS = 80;
const NARROWEST = 20;

export function terminalOf(stream: TerminalStream, flags: Flags, env: Environment = environment()): Terminal {
  const hasColours = wantsColours(stream, flags['no-color'] === true, env);
  return {
    isTTY: stream.isTTY === true,
    columns: Math.max(NARROWEST, stream.columns || Number(env.COLUMNS) || USUAL_COLUMNS),
    // styleText would judge the stream by the same variables, but warns on stderr where two of them contradict.
    paint: (style, text) => (hasColours ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** The flags of a command that answers in one form to people and in another to programs. */
export const FORM_FLAGS = {
  json: { type: 'boolean', description: 'print JSON in a terminal too' },
  text: { type: 'boolean', description: 'print what a terminal shows into a pipe or file too' },
} as const;

/** Whether the answer is to be read by people: in a terminal, unless a flag says otherwise. */
export function isForPeople({ isTTY }: Pick<Terminal, 'isTTY'>, { json, text }: Flags): boolean {
  return json !== true && (isTTY || text === true);
}

/** The user's own flag first, then what is usual: FORCE_COLOR, NO_COLOR (https://no-color.org), TERM, the terminal. */
function wantsColours({ isTTY }: TerminalStream, isOff: boolean, env: Environment): boolean {
  if (isOff) return false;
  if (env.FORCE_COLOR !== undefined) return !/^(0|false)$/.test(env.FORCE_COLOR);
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return isTTY === true;
}
