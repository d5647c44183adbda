import type { Host, OnProgress } from '../../shared/host.ts';
import { answerOf, wordsOf } from '../../shared/result.ts';
import type { Arguments } from '../row.ts';
import type { Speech } from '../texts/texts.ts';

/** Why a call brought nothing, in words for the user. */
export class Refusal extends Error {}

/**
 * Calls a tool for the user of the card.
 * @returns its answer
 * @throws Refusal
 */
export async function ask(
  host: Host,
  { texts }: Speech,
  tool: string,
  args: Arguments,
  onProgress?: OnProgress,
): Promise<Arguments> {
  if (!host.capabilities.serverTools) throw new Refusal(texts.noHost);
  const result = await host.callTool(tool, args, onProgress).catch(error => {
    throw new Refusal(texts.noAnswer(String(error.message)));
  });
  if (result.isError) throw new Refusal(wordsOf(result) ?? texts.failed);
  return answerOf(result);
}
