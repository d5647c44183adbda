import { hasCode, SnovioError } from '../../errors.ts';
import type { CallContext } from '../call-context.ts';
import { startedTask, type TaskAnswer, taskResult } from '../methods/task.ts';
import { accepted } from '../transport/answer.ts';
import { type ApiClient, mayPass } from '../transport/api-client.ts';
import type { ApiRequest } from '../transport/request.ts';
import { sleep } from '../transport/wait.ts';
import type { Found } from './method.ts';
import { PollTiming } from './poll-timing.ts';

/** A start → result pair of v2 that costs nothing, so that it may be started as often as it is asked for. */
export interface FreeTask<R> {
  readonly start: ApiRequest;
  /** The request for the result. @param task the hash that the start has named */
  result(task: string): ApiRequest;
  /** Reads a completed answer. @throws SnovioError `upstream_malformed` */
  read(answer: TaskAnswer): R;
}

/**
 * Starts a free task and waits for its result: first as long as such tasks usually take, then at growing distances.
 * @param what the task is about, for the progress that is reported with each poll
 * @throws SnovioError `upstream_unavailable` when the result is not there at the call's deadline, `cancelled`
 */
export async function runFreeTask<R>(
  api: ApiClient,
  { start, result, read }: FreeTask<R>,
  call: CallContext,
  what: string,
): Promise<R> {
  const timing = new PollTiming(api.times);
  const results = (answer: TaskAnswer): Found<R>[] => [{ state: 'done', answer: read(answer), credits: 0 }];
  const send = (request: ApiRequest) => api.repeat(() => api.send(request, call), mayPass, call);
  const { task = '', found } = startedTask(accepted(await send(start).catch(asRefusal)), results);
  const since = performance.now();
  let [item] = found ?? [];
  for (let polls = 0; item?.state !== 'done'; polls++) {
    const pause = polls === 0 ? timing.first : timing.next(performance.now() - since);
    if (performance.now() + pause > call.deadline) throw notYet(what);
    await sleep(pause, call.signal);
    call.progress?.(polls + 1, polls + 2, `waiting for ${what}`);
    const answer = await send(result(task)).catch(notThereYet);
    [item] = taskResult(answer, 1, results);
  }
  return item.answer;
}

/** The path of a start names nothing that could be unknown: a 404 is no "nothing found". */
function asRefusal(error: unknown): never {
  throw hasCode(error, 'not_found') ? new SnovioError('refused', error.facts) : error;
}

/** A 404 on a result says nothing: it is read again. */
function notThereYet(error: unknown): object {
  if (hasCode(error, 'not_found')) return {};
  throw error;
}

function notYet(what: string): SnovioError {
  const message = `Snov.io has not finished ${what} in time. It is free: call again, with more waitSeconds where that is possible.`;
  return new SnovioError('upstream_unavailable', { message });
}
