import { SETTINGS } from './declarations.ts';

interface Credentials {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
}

/** A reference that a host has not filled in, the text of an example, or the variable's own name. */
const PLACEHOLDER = /\$\{|^\$\w|^%\w+%$|^your[ _-]|^change[ _-]?me$|^SNOVIO_\w+$|^<.*>$/i;

/** What no value of Snov.io's holds, and how it gets into one. Each completes the sentence `NAME: its value …`. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/["'`“”‘’„«»]/, 'has quotation marks in it'],
  [/^(api )?(user|client)? ?(id|secret|key) ?[:=]/i, 'has its heading before it'],
  [/^SNOVIO_\w+ ?=/, "has the variable's name before it"],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they come along when a value is copied.
  [/[\s\u0000-\u001f\u007f\u200b-\u200f\u2060\ufeff]/, 'has blanks or line ends in it'],
];

/**
 * What is wrong with credentials as they stand, one line each. No value is shown: an id may be the secret that was put
 * into the wrong variable.
 */
export function credentialProblems({ clientId, clientSecret }: Credentials): string[] {
  const keys = ['clientId', 'clientSecret'] as const;
  const values = { clientId, clientSecret };
  if (!clientId && !clientSecret) return [];
  return keys.flatMap((key, index) => {
    const { env, example } = SETTINGS[key];
    const other = SETTINGS[keys[1 - index] ?? key].env;
    const value = values[key];
    const problem = value ? slipIn(value) : `is not set, but ${other} is`;
    return problem === undefined ? [] : [`${env}: ${problem}. Example: ${env}=${example}`];
  });
}

/**
 * The variables whose value nobody has put in yet. They do not stop the start, since whoever looks at the tools first needs
 * no credentials.
 * @returns a line for each, without its value
 */
export function placeholders({ clientId = '', clientSecret = '' }: Credentials): string[] {
  return Object.entries({ clientId, clientSecret })
    .filter(([, value]) => isPlaceholder(value))
    .map(
      ([key]) =>
        `${SETTINGS[key as keyof Credentials].env}: its value is a placeholder that nobody has filled in`,
    );
}

/** Whether nobody has put in a value yet. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value);
}

function slipIn(value: string): string | undefined {
  if (isPlaceholder(value)) return undefined;
  const slip = SLIPS.find(([pattern]) => pattern.test(value))?.[1];
  return slip && `its value ${slip}`;
}
