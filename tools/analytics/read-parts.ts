import { SnovioError, saidUpstream } from '../../src/errors.ts';

/** A part of an answer that could not be read. */
export interface Missing<N extends string = string> {
  readonly part: N;
  readonly reason: string;
}

type Works = Readonly<Record<string, Promise<unknown>>>;
type Parts<W extends Works> = { readonly [N in keyof W]?: Awaited<W[N]> };

/**
 * Waits for reads that together make one answer. One that fails is named, and the others are answered all the same.
 * @throws SnovioError `cancelled`, or the first failure if nothing could be read
 */
export async function readParts<W extends Works>(works: W): Promise<{ parts: Parts<W>; missing: Missing[] }> {
  const results = await Promise.allSettled(Object.values(works));
  const parts: Record<string, unknown> = {};
  const missing: Missing[] = [];
  Object.keys(works).forEach((part, index) => {
    const result = results[index];
    if (result?.status === 'fulfilled') parts[part] = result.value;
    else missing.push({ part, reason: reasonOf(result?.reason) });
  });
  const [failure] = results.filter(({ status }) => status === 'rejected');
  if (missing.length === results.length && failure?.status === 'rejected') throw failure.reason;
  return { parts: parts as Parts<W>, missing };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof SnovioError) || error.code === 'cancelled') throw error;
  const { code, facts } = error;
  return code === 'refused' && facts.upstream ? saidUpstream(facts.upstream) : code;
}
