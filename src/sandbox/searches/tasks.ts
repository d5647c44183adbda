import type { Call } from '../http/context.ts';
import { text } from '../http/params.ts';
import { json, missing } from '../http/responses.ts';
import { get, type Route } from '../http/route.ts';
import { fresh } from '../random.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';
import { postOnce } from '../webhooks/delivery.ts';
import { fire } from '../webhooks/notify.ts';

/** A started search. Its outcome is fixed, and paid for, at the start; it only takes time to be told. */
export interface Task {
  kind: string;
  readyAt: number;
  result: object;
}

/** What starts a task. */
export interface Order {
  /** Which result method answers for it. */
  kind: string;
  /** The finished result, given the task's hash. */
  result: (hash: string) => object;
  /** Object and action of the webhook event at its end. */
  event: [object: string, action: string];
}

/** Queues a task and gives its hash. */
export function startTask(state: State, account: Account, call: Call, order: Order): string {
  const hash = fresh(32);
  const duration = taskDuration(state);
  const result = order.result(hash);
  account.tasks.set(hash, {
    kind: order.kind,
    readyAt: state.clock.now() + state.clock.real(duration),
    result,
  });
  const webhook = text(call.params, 'webhook_url');
  state.clock.after(duration, () => {
    fire(state, account, order.event, result);
    if (webhook) postOnce(state, webhook, result);
  });
  return hash;
}

/** Draws how long a task takes, in milliseconds of life. */
export function taskDuration(state: State): number {
  const [least, most] = state.settings.taskSeconds;
  return (least + state.random() * (most - least)) * 1000;
}

/** The method that reads a task's result; `task_hash` is in the path or in the query, as the path says. */
export function resultRoute(state: State, kind: string, path: string): Route {
  return get(path, 'v2', (call, account) => {
    const hash = text(call.params, 'task_hash');
    const task = account.tasks.get(hash);
    if (!task || task.kind !== kind) return missing();
    return json(state.clock.now() < task.readyAt ? pending(hash) : task.result);
  });
}

/** GUESS: no source shows a pending body; clients rely on a top-level `status` [C:n8n][C:code]. */
function pending(hash: string): object {
  return { status: 'in_progress', data: [], meta: { task_hash: hash } };
}
