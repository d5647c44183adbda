import type { Task } from '../task.ts';
import { campaignTasks } from './campaigns.ts';
import { findTasks } from './find.ts';
import { prospectTasks } from './prospects.ts';
import { verifyTasks } from './verify.ts';

/** All tasks, in the order in which they are listed. */
export const TASKS: readonly Task[] = [...findTasks, ...verifyTasks, ...prospectTasks, ...campaignTasks];
