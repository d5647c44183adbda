import type { Tool } from '../../src/tool.ts';
import { addSenderAccount } from './add-sender-account.ts';
import { checkSenderAccount } from './check-sender-account.ts';
import { listSenderAccounts } from './list-sender-accounts.ts';
import { updateSenderAccount } from './update-sender-account.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const sendersTools = [
  listSenderAccounts,
  checkSenderAccount,
  addSenderAccount,
  updateSenderAccount,
] as const satisfies readonly Tool[];
