import type { Tool } from '../../src/tool.ts';
import { addSenderAccount } from './add-sender-account.ts';
import { checkSenderAccount } from './check-sender-account.ts';
import { listSenderAccounts } from './list-sender-accounts.ts';
import { updateSenderAccount } from './update-sender-account.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const sendersTools: readonly Tool[] = [
  listSenderAccounts,
  checkSenderAccount,
  addSenderAccount,
  updateSenderAccount,
];
