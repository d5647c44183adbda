import type { Host } from './host.ts';

/**
 * Tells the model what the user has done on a card: for its next turn, or where the host cannot do that, by a message in
 * the user's name, which begins one.
 * @param context in words of the card's; may hold what a tool has answered
 * @param message in the user's words: nothing of what others wrote
 * @returns how it was told; undefined where the host lets a card tell nothing
 */
export async function tellModel(
  host: Host | undefined,
  context: string,
  message: string,
): Promise<'context' | 'message' | undefined> {
  const { updateModelContext, message: sends } = host?.capabilities ?? {};
  const content = (text: string) => [{ type: 'text', text }];
  try {
    if (updateModelContext) {
      await host?.request('ui/update-model-context', { content: content(context) });
      return 'context';
    }
    if (!sends) return undefined;
    await host?.request('ui/message', { role: 'user', content: content(message) });
    return 'message';
  } catch {
    return undefined;
  }
}
