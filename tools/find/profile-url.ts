import { z } from 'zod';
import { normaliseSocialUrl, type SocialUrl } from '../../src/snovio/shapes/normalise.ts';
import { given, invalid } from '../shared/check.ts';

export const profileUrl = z.string().describe('LinkedIn or X profile link');

/** The normalised profile link. @throws SnovioError `invalid_input` */
export function validProfileUrl(text: string, argument: string): SocialUrl {
  const profile = normaliseSocialUrl(text);
  if (profile) return profile;
  throw invalid(
    argument,
    'this is not the link of a LinkedIn or X profile; give one such as linkedin.com/in/mara-lindqvist.',
    given(text),
  );
}
