import { SnovioError } from '../errors.ts';

type Method = (...args: never[]) => unknown;

/**
 * Methods that end with their client: after its end they throw `invalid_input` and send nothing.
 * @param ended aborted by the client's end
 */
export function untilEnd<T extends object>(methods: T, ended: AbortSignal): T {
  const entries = Object.entries(methods).map(([name, method]) => [name, guarded(method as Method, ended)]);
  return Object.fromEntries(entries) as T;
}

function guarded(method: Method, ended: AbortSignal): Method {
  return async (...args) => {
    if (ended.aborted)
      throw new SnovioError('invalid_input', {
        message: 'This client is closed. Open another one with createSnovioClient. Nothing was sent.',
      });
    try {
      return await method(...args);
    } catch (error) {
      // Whatever breaks since the ledger is closed under it was cancelled by that.
      if (ended.aborted && !(error instanceof SnovioError))
        throw new SnovioError('cancelled', { cause: error });
      throw error;
    }
  };
}
