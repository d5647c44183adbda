import { hasCode } from '../errors.ts';
import type { CallContext } from './call-context.ts';
import { accepted, notCharged } from './transport/answer.ts';
import { type ApiClient, mayPass } from './transport/api-client.ts';
import type { Turn } from './transport/pace.ts';
import type { ApiRequest } from './transport/request.ts';

/**
 * Finds out whether a request may be sent.
 * @param again whether it has looked before, and the request has waited or was refused since
 * @returns until when what it found is good, in milliseconds of `performance.now()`
 */
export type Check = (again: boolean) => Promise<number>;

/**
 * A free request that changes the account. Repeated only while it certainly did not arrive.
 * @param check runs ahead of every attempt; an attempt that cannot leave as long as its finding is good is made anew
 * @returns the answer's JSON
 */
export function writeOnce(
  api: ApiClient,
  request: ApiRequest,
  call: CallContext,
  check?: Check,
): Promise<unknown> {
  let again = false;
  const attempt = async (turn?: Turn): Promise<unknown> => {
    const startBy = await check?.(again);
    again = true;
    try {
      return accepted(await api.send(request, { ...call, startBy, turn, once: true }));
    } catch (error) {
      const wasLate = startBy !== undefined && hasCode(error, 'rate_limited') && error.facts.neverSent;
      // Behind as many other requests as before it would be late each time.
      if (wasLate && performance.now() < call.deadline) return attempt('late');
      throw error;
    }
  };
  return api.repeat(
    () => attempt(),
    error => notCharged(error) && mayPass(error),
    call,
  );
}
