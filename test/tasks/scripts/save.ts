import type { Agent } from '../host/agent.ts';
import { addressOf, ask, field, withStatus } from './answers.ts';

/**
 * Makes a list, saves these people to it, and says who is on it now.
 * @param options further arguments of `save_prospects`
 */
export async function saveTo(
  agent: Agent,
  name: string,
  prospects: readonly object[],
  options: object = {},
): Promise<string> {
  const list = await ask(agent, 'create_prospect_list', { name });
  const saved = await ask(agent, 'save_prospects', { listId: field(list, 'id'), prospects, ...options });
  const there = withStatus(saved, 'added', 'updated', 'unchanged').map(addressOf);
  return `On '${name}' are ${there.join(', ')}.`;
}
