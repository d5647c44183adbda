import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { randomHex } from '../random.ts';
import type { State } from '../state/state.ts';
import { deliverOnce } from '../webhooks/delivery.ts';
import type { WebhookEvent } from '../webhooks/events.ts';
import { notify } from '../webhooks/notify.ts';

/** A task to start. */
export interface TaskOrder {
  /** Which result method answers for it. */
  kind: string;
  /** The finished result, given the task's hash. */
  result: (taskHash: string) => object;
  /** The webhook event at its end. */
  event: WebhookEvent;
}

/** Starts a task and returns its hash; its result goes to webhooks and to the request's `webhook_url` when ready. */
export function startTask({ state, account, params }: RequestContext, order: TaskOrder): string {
  const hash = randomHex(32);
  const duration = taskDuration(state);
  const result = order.result(hash);
  const readyAt = state.clock.now() + state.clock.real(duration);
  account.tasks.set(hash, { kind: order.kind, readyAt, result });
  const webhookUrl = text(params, 'webhook_url');
  state.clock.after(duration, () => {
    notify(state, account, order.event, result);
    if (webhookUrl) deliverOnce(state, webhookUrl, result);
  });
  return hash;
}

/** Draws how long a task takes, in simulated milliseconds. */
export function taskDuration(state: State): number {
  const [least, most] = state.settings.taskSeconds;
  return (least + state.random() * (most - least)) * 1000;
}

/** The method that reads a task's result; `task_hash` is a parameter of the path or of the query [C:ref]. */
export function resultRoute(kind: string, path: string): Route {
  return {
    method: 'GET',
    path,
    paramsIn: ['query'],
    generation: 'v2',
    handler: ({ state, account, params }) => {
      const hash = text(params, 'task_hash');
      const task = account.tasks.get(hash);
      if (!task || task.kind !== kind) return notFound();
      return json(state.clock.now() < task.readyAt ? pendingResult(hash) : task.result);
    },
  };
}

/** GUESS: no source shows a pending body; clients rely on a top-level `status` [C:n8n][C:code]. */
function pendingResult(task_hash: string): object {
  return { status: 'in_progress', data: [], meta: { task_hash } };
}
