import type { Tool } from '../../src/tool.ts';
import { createWarmUp } from './create-warm-up.ts';
import { deleteWarmUp } from './delete-warm-up.ts';
import { getWarmUp } from './get-warm-up.ts';
import { getWarmUpStatistics } from './get-warm-up-statistics.ts';
import { listWarmUps } from './list-warm-ups.ts';
import { updateWarmUp } from './update-warm-up.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const warmUpTools = [
  listWarmUps,
  getWarmUp,
  getWarmUpStatistics,
  createWarmUp,
  updateWarmUp,
  deleteWarmUp,
] as const satisfies readonly Tool[];
