import type { DetailedTaskV2, TaskV2 } from '@modelcontextprotocol/ext-tasks/core/v2';
import type { LongCall } from '../../spending/long-calls.ts';
import type { RunningTask } from './running-task.ts';

type Facts = Pick<LongCall, 'createdAt' | 'changedAt' | 'ttlMs'> & { readonly message: string | undefined };

/** What every answer about a task says of it. */
export function taskFacts(
  taskId: string,
  { createdAt, changedAt, ttlMs, message }: Facts,
  pollMs: number,
): Omit<TaskV2, 'status'> {
  return {
    taskId,
    ...(message !== undefined && { statusMessage: message }),
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(changedAt).toISOString(),
    ttlMs,
    pollIntervalMs: Math.ceil(pollMs),
  };
}

/**
 * A task as `tasks/get` tells of it.
 * @param running the task, where this process works on it: fresher than what is stored
 */
export function detailsOf(
  taskId: string,
  call: LongCall,
  running: RunningTask | undefined,
  pollMs: number,
): DetailedTaskV2 {
  const isOpen = call.status === 'working' || call.status === 'input_required';
  const fresh = isOpen ? running : undefined;
  const { message, questions } = fresh?.state ?? call.state;
  const changedAt = Math.max(call.changedAt, fresh?.changedAt ?? 0);
  const facts = taskFacts(taskId, { ...call, changedAt, message }, pollMs);
  if (call.status === 'cancelled') return { ...facts, status: 'cancelled' };
  if (isOpen) {
    return questions
      ? ({ ...facts, status: 'input_required', inputRequests: questions } as DetailedTaskV2)
      : { ...facts, status: 'working' };
  }
  if (call.result === undefined) return { ...facts, status: 'failed', error: NOT_KEPT };
  return call.status === 'failed'
    ? ({ ...facts, status: 'failed', error: call.result } as DetailedTaskV2)
    : ({
        ...facts,
        status: 'completed',
        result: { resultType: 'complete', ...call.result },
      } as DetailedTaskV2);
}

const NOT_KEPT = {
  code: -32_603,
  message:
    'The task has ended in a process that is gone, and no answers are kept here (SNOVIO_LEDGER_DAYS=0).',
};
