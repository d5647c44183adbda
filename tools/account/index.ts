import type { Tool } from '../../src/tool.ts';
import { getBalance } from './get-balance.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const accountTools = [getBalance] as const satisfies readonly Tool[];
