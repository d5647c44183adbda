import { z } from 'zod';
import { explain, hasCode } from '../../errors.ts';
import type { Account } from '../../snovio/account.ts';
import { deadlineIn } from '../../snovio/call-context.ts';
import type { ApiRequest } from '../../snovio/transport/request.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { oneLine } from '../terminal/text.ts';
import { READ_REQUESTS, RESULT_REQUESTS, UNKNOWN_TASK } from './probe-requests.ts';
import { differences, type Shape } from './shape.ts';

/** How a method of the API answered a free request. */
export interface ProbeResult {
  /** Such as `GET /v1/get-balance`. */
  readonly method: string;
  /** `inconclusive`: the answer does not show whether the method still exists. */
  readonly outcome: 'answered' | 'differs' | 'inconclusive' | 'failed';
  /** How the answer differs, or what failed. It holds no value of the answer, since reports are public. */
  readonly detail: string;
}

/**
 * Sends each free request once and compares its answer with the reference.
 * @param waitMs how long each request may wait for its turn
 */
export async function probe(account: Account, waitMs: number): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const { request, shape } of READ_REQUESTS) {
    results.push(await probeMethod(account, request, shape, waitMs));
  }
  for (const request of RESULT_REQUESTS) {
    results.push(await probeMethod(account, request, undefined, waitMs));
  }
  return results;
}

/** @param shape undefined for the result of an unknown task */
async function probeMethod(
  account: Account,
  request: ApiRequest,
  shape: Shape | undefined,
  waitMs: number,
): Promise<ProbeResult> {
  const method = `${request.method} ${request.path.replace(UNKNOWN_TASK, '{task_hash}')}`;
  const call = { signal: AbortSignal.timeout(waitMs), deadline: deadlineIn(waitMs / 1000), tool: 'doctor' };
  try {
    const answer = await account.read(request, z.unknown(), call);
    const found = shape === undefined ? [] : differences(answer, shape);
    if (found.length === 0) return { method, outcome: 'answered', detail: '' };
    return { method, outcome: 'differs', detail: found.join('; ') };
  } catch (error) {
    if (shape === undefined && hasCode(error, 'not_found')) {
      return { method, outcome: 'inconclusive', detail: '404, as for any unknown task' };
    }
    const { code, httpStatus } = explain(error).meta;
    // A method that refuses the unknown task is there.
    const outcome = shape === undefined && code === 'refused' ? 'answered' : 'failed';
    return { method, outcome, detail: `${code}${httpStatus === undefined ? '' : ` (HTTP ${httpStatus})`}` };
  }
}

const STYLES = { answered: 'green', inconclusive: 'dim', differs: 'yellow', failed: 'red' } as const;

/** A result for people: one line. */
export function formatProbeResult(
  { method, outcome, detail }: ProbeResult,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  return `${paint(STYLES[outcome], outcome.padEnd(12))}  ${method}${detail && `: ${oneLine(detail)}`}\n`;
}
