import { hasCode, SnovioError } from '../../src/errors.ts';

/**
 * For a write whose answer was lost or says nothing that is documented: it may be done all the same.
 * @param lister the tool that shows whether it is
 */
export function lookFirst(lister: string) {
  return (error: unknown): never => {
    const isUnclear = hasCode(error, 'upstream_unavailable', 'upstream_malformed') && !error.facts.neverSent;
    if (!isUnclear) throw error;
    const message = `Snov.io gave no clear answer, and may have done it all the same: look with ${lister} before you repeat the call.`;
    throw new SnovioError(error.code, { ...error.facts, message });
  };
}
