import { SnovioError } from '../../src/errors.ts';
import { reasonOf } from '../shared/failure.ts';

/** A part of an answer that could not be read. */
export interface Missing {
  readonly part: string;
  readonly reason: string;
}

type Works = Readonly<Record<string, Promise<unknown>>>;
type Parts<W extends Works> = { readonly [N in keyof W]?: Awaited<W[N]> };

/**
 * Waits for reads that together make one answer. One that fails is named, and the others are answered all the same.
 * @param aside a part that is no answer by itself
 * @throws SnovioError `cancelled`, or the first failure if nothing could be read
 */
export async function readParts<W extends Works>(
  works: W,
  aside: keyof W & string,
): Promise<{ parts: Parts<W>; missing: Missing[] }> {
  const results = await Promise.allSettled(Object.values(works));
  const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
  const fatal = failures.find(error => !(error instanceof SnovioError) || error.code === 'cancelled');
  if (fatal) throw fatal;
  const parts: Record<string, unknown> = {};
  const missing: Missing[] = [];
  Object.keys(works).forEach((part, index) => {
    const result = results[index];
    if (result?.status === 'fulfilled') parts[part] = result.value;
    else missing.push({ part, reason: reasonOf(result?.reason) });
  });
  if (failures.length > 0 && Object.keys(parts).every(part => part === aside)) throw failures[0];
  return { parts: parts as Parts<W>, missing };
}
