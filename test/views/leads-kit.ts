import { charged } from '../snovio/flows/kit.ts';
import type { CardHost } from './kit.ts';

/** What a test does with the card of leads, and what it has done. @param host the one of the test that runs */
export const leadsCard = (host: () => CardHost) => ({
  boxes: () => host().card.locator('tbody input'),
  press: (name: string | RegExp) => host().card.getByRole('button', { name }).click(),
  notice: () => host().card.locator('.notice').innerText(),
  /** Credits that the sandbox has charged. */
  charged: () => charged(host().harness),
  /** What the model was told last. */
  told: () => JSON.stringify(host().toldModel.at(-1) ?? ''),
  /** The card's calls of a tool. */
  calls: (name: string) => host().called.filter(call => call.name === name),
});
