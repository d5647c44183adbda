import { z } from 'zod';
import { normaliseDomain } from '../../src/snovio/shapes/normalise.ts';
import { given, invalid } from './check.ts';

export const domain = z.string().describe('Company domain');

/** The normalised domain. @throws SnovioError `invalid_input` */
export function validDomain(text: string, argument: string): string {
  const domain = normaliseDomain(text);
  if (domain) return domain;
  throw invalid(argument, 'this is not a domain; give one such as acme.example.', given(text));
}
