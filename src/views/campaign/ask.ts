import type { Host } from '../shared/host.ts';
import { answerOf, wordsOf } from '../shared/result.ts';
import { textOf } from '../shared/values.ts';

/** Hosts end a call after a minute or a little more; one that says nothing for longer will say nothing. */
const LONGEST_WAIT_MS = 90_000;
const LONGEST_WORDS = 500;

/** The host lets its cards call nothing. */
export class NoCalls extends Error {}

/**
 * Has the host call a tool that reads.
 * @returns what the tool answers
 * @throws NoCalls
 * @throws Error with the words of the tool or the host, if there are any
 */
export async function ask(
  host: Host,
  tool: string,
  args: object,
): Promise<Readonly<Record<string, unknown>>> {
  if (!host.capabilities.serverTools) throw new NoCalls();
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error()), LONGEST_WAIT_MS));
  const result = await Promise.race([host.callTool(tool, args), late]);
  if (result.isError) throw new Error(wordsOf(result));
  return answerOf(result);
}

/** What went wrong, in words for the person. @param what of ours, such as `The replies could not be read.` */
export function whatFailed(error: unknown, what: string, noCalls: string): string {
  if (error instanceof NoCalls) return noCalls;
  const words = error instanceof Error ? textOf(error.message, LONGEST_WORDS) : undefined;
  return [what, words].filter(Boolean).join(' ');
}
