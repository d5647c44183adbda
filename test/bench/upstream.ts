import type { LoggedRequest, Sandbox } from '../../src/sandbox/index.ts';

export const START = '/v2/email-verification/start';
export const RESULT = '/v2/email-verification/result';

/** How many requests, of a path or of all. */
export function count(sandbox: Sandbox, path?: string): number {
  return ofPath(sandbox, path).length;
}

export function ofPath(sandbox: Sandbox, path?: string): LoggedRequest[] {
  return sandbox.requests.filter(one => path === undefined || one.path === path);
}

/** How often the sandbox said "too fast". */
export function refusals(sandbox: Sandbox): number {
  return sandbox.requests.filter(one => one.status === 429).length;
}
