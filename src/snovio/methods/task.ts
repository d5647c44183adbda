import { z } from 'zod';
import { SnovioError } from '../../errors.ts';
import type { Found, Started } from '../tasks/method.ts';
import { shaped, textOf } from '../transport/answer.ts';

const hashHolder = z.object({ task_hash: z.string().min(1).optional().catch(undefined) }).catch({});

/** Any v2 task answer: the hash sits under `data` in some families and under `meta` in others. */
const TaskAnswer = z.object({
  status: z.string().optional().catch(undefined),
  data: z.unknown().optional(),
  meta: z.unknown().optional(),
  links: z.unknown().optional(),
});

export type TaskAnswer = z.output<typeof TaskAnswer>;

/**
 * Reads the answer of a v2 start. Some answers already carry the result [C:code].
 * @param results reads `data`, one entry per input
 * @throws SnovioError `upstream_malformed` when there is neither hash nor result
 */
export function startedTask<A>(json: unknown, results: (answer: TaskAnswer) => Found<A>[]): Started<A> {
  const answer = shaped(json, TaskAnswer);
  const task = hashHolder.parse(answer.data).task_hash ?? hashHolder.parse(answer.meta).task_hash;
  const found = isStatus(answer, 'completed') ? results(answer) : undefined;
  if (!task && !found) {
    const message = "Snov.io's answer names no task. Try again; if it stays, report it.";
    throw new SnovioError('upstream_malformed', { message, upstream: textOf(answer.data) });
  }
  return { task, found };
}

/**
 * Reads the answer of a v2 result call. Only the documented words end or continue a task; any other answer says nothing.
 * @param results reads a completed answer, one entry per input
 */
export function taskResult<A>(
  json: unknown,
  count: number,
  results: (answer: TaskAnswer) => Found<A>[],
): Found<A>[] {
  const answer = shaped(json, TaskAnswer);
  if (isStatus(answer, 'completed')) return results(answer);
  if (isStatus(answer, 'in_progress')) return Array.from({ length: count }, () => ({ state: 'running' }));
  if (!isStatus(answer, 'not_enough_credits'))
    return Array.from({ length: count }, () => ({ state: 'unclear' }));
  // What was found before the credits ran out is delivered; the rest was not charged [C:ref].
  const partial = results(answer);
  // A row that cannot be recognised is charged perhaps, and could be anybody's.
  const isWhole = rowsOf(answer.data).length <= partial.filter(found => found.state !== 'unclear').length;
  return partial.map(found => {
    if (found.state === 'unclear' && !isWhole) return found;
    return found.state === 'done' && found.credits > 0
      ? found
      : { state: 'failed', reason: 'not_enough_credits' };
  });
}

/** Some tables print the words with a blank instead of the underscore. */
function isStatus(answer: TaskAnswer, word: string): boolean {
  return wordOf(answer.status) === word;
}

/** A status word in one spelling. */
export function wordOf(status: string | undefined): string | undefined {
  return status
    ?.trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

/**
 * The rows of a completed answer by their normalised key. A row that cannot be read says nothing about anybody, and two
 * that contradict each other say nothing either.
 */
export function rowsByKey<R>(
  data: unknown,
  read: (row: unknown) => readonly [string, R] | undefined,
): ReadonlyMap<string, R> {
  const pairs = rowsOf(data).flatMap(row => [read(row)].filter(pair => pair !== undefined));
  const groups = Map.groupBy(pairs, ([key]) => key);
  return new Map(
    pairs.filter(([key]) => new Set(groups.get(key)?.map(pair => JSON.stringify(pair))).size === 1),
  );
}

function rowsOf(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : isObject(data) ? Object.values(data) : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
