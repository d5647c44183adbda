import { SnovioError } from '../../src/errors.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { visible } from '../../src/text/line.ts';
import type { Named } from '../../src/text/quoted.ts';

/**
 * A fault in the arguments, told with the argument's name.
 * @param names what was given, and what was meant perhaps; quoted behind the problem
 */
export function invalid(argument: string, problem: string, ...names: readonly Named[]): SnovioError {
  return new SnovioError('invalid_input', { message: `${argument}: ${problem}`, names });
}

/** What stood in the arguments. */
export function given(name: string): Named {
  return { what: 'given', name };
}

/** The normalised address. @throws SnovioError `invalid_input` */
export function validEmail(text: string, argument: string): string {
  const address = normaliseEmail(text);
  if (address) return address;
  throw invalid(argument, 'this is not an e-mail address; give one such as mara@acme.example.', given(text));
}

/** A text without blanks around it and without hidden characters. @throws SnovioError `invalid_input` when nothing is left */
export function filled(text: string, argument: string): string {
  const seen = visible(text);
  if (seen) return seen;
  throw invalid(argument, 'is empty; write something, or leave it out where it is optional.');
}
