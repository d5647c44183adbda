import { excerpt, SnovioError } from '../../src/errors.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';

/** A fault in the arguments, told with the argument's name. */
export function invalid(argument: string, problem: string): SnovioError {
  return new SnovioError('invalid_input', { message: `${argument}: ${problem}` });
}

/** A short quotation of what was given. */
export function quote(text: string): string {
  return `'${excerpt(text)}'`;
}

/** The normalised address. @throws SnovioError `invalid_input` */
export function validEmail(text: string, argument: string): string {
  const address = normaliseEmail(text);
  if (address) return address;
  throw invalid(argument, `${quote(text)} is not an e-mail address.`);
}

/** A text without blanks around it. @throws SnovioError `invalid_input` when nothing is left */
export function filled(text: string, argument: string): string {
  const trimmed = text.trim();
  if (trimmed) return trimmed;
  throw invalid(argument, 'is empty.');
}
