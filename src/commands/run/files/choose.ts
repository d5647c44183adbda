import { createInterface } from 'node:readline/promises';
import { ConfigError } from '../../../config/settings.ts';

/** Something about a file that only a person can know. */
export interface Question {
  /** The flag that answers it, such as `--encoding`. */
  readonly flag: string;
  /** What is not certain, without a full stop. */
  readonly problem: string;
  /** The answers, the likeliest first. */
  readonly options: readonly {
    /** The flag's value. */
    readonly value: string;
    /** What of the file reads differently by it. */
    readonly shows: string;
  }[];
}

/** Has a question answered by the value of one of its options. @throws ConfigError where nobody can be asked */
export type Choose = (question: Question) => Promise<string>;

/** Where people are asked: `process.stdin` and `process.stderr`. */
interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Asks on a terminal; elsewhere the question is the error, with the flag that answers it. */
export function chooseOn(terminal: Terminal): Choose {
  return async question =>
    terminal.input.isTTY && terminal.output.isTTY ? ask(question, terminal) : refuse(question);
}

function refuse({ flag, problem, options }: Question): never {
  const readings = options.map(({ value, shows }) => `${value} reads ${JSON.stringify(shows)}`);
  throw new ConfigError(
    `--csv: ${problem}. ${readings.join('; ')}. Say which is right, e.g. ${flag} ${options[0]?.value}`,
  );
}

async function ask({ flag, problem, options }: Question, { input, output }: Terminal): Promise<string> {
  const lines = options.map(({ value, shows }, at) => `  ${at + 1}. ${shows}   (${flag} ${value})\n`);
  output.write(`${problem}. Which reading is right?\n${lines.join('')}`);
  const lineReader = createInterface({ input, output });
  try {
    for (;;) {
      const answer = (await lineReader.question(`1 to ${options.length} [1]: `)).trim();
      const option = options[answer === '' ? 0 : Number(answer) - 1];
      if (option) return option.value;
    }
  } finally {
    lineReader.close();
  }
}
