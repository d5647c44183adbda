import type { ApiRequest } from '../snovio/transport/request.ts';
import type { Store } from '../spending/store.ts';

/** Hears of what the process does outside of itself, where somebody measures it. What a beginning returns hears of its end. */
export interface Watch {
  /** A request to Snov.io leaves. Its end has the answer's status, if there was one. */
  request(request: ApiRequest): (status: number | undefined) => void;
  /** Snov.io said that requests come too fast, by its status or in words. */
  pause(): void;
  /** The store is asked for something, named as in {@link Store}. */
  operation(name: string): (hasFailed: boolean) => void;
}

/** One that tells them all; undefined where there is none. */
export function allOf(watches: readonly (Watch | undefined)[]): Watch | undefined {
  const all = watches.filter(watch => watch !== undefined);
  const [first, ...others] = all;
  if (others.length === 0) return first;
  return {
    request: request => {
      const ends = all.map(watch => watch.request(request));
      return status => {
        for (const end of ends) end(status);
      };
    },
    pause: () => {
      for (const watch of all) watch.pause();
    },
    operation: name => {
      const ends = all.map(watch => watch.operation(name));
      return hasFailed => {
        for (const end of ends) end(hasFailed);
      };
    },
  };
}

/** What the store does for everybody, not for a call: its clock, its checks, its end. */
const UNWATCHED: readonly (string | symbol)[] = [
  'now',
  'isUsable',
  'inDoubt',
  'connections',
  'close',
] satisfies (keyof Store)[];

/** The store, whose operations somebody hears of. */
export function watchedStore<S extends Store>(store: S, watch: Watch): S {
  return new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function' || typeof name === 'symbol') return value;
      const operation = (...args: unknown[]) => value.apply(target, args);
      return UNWATCHED.includes(name)
        ? operation
        : (...args: unknown[]) => heard(watch.operation(name), operation(...args));
    },
  });
}

function heard<T>(end: (hasFailed: boolean) => void, result: Promise<T>): Promise<T> {
  result.then(
    () => end(false),
    () => end(true),
  );
  return result;
}
