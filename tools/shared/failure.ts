import { type SnovioError, saidUpstream } from '../../src/errors.ts';

/** Why a part of an answer failed, in a few words: the code, or what Snov.io said when it refused. */
export function reasonOf({ code, facts }: SnovioError): string {
  return code === 'refused' && facts.upstream ? saidUpstream(facts.upstream) : code;
}
