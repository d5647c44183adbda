import type { Verification } from '../../src/snovio/methods/verify.ts';

/** Whether an address can be mailed, as far as the verifier can tell. */
export function isReady({
  status,
  disposable,
  gibberish,
}: Partial<Pick<Verification, 'disposable' | 'gibberish'>> & { readonly status: string }): boolean {
  return status === 'valid' && !disposable && !gibberish;
}
