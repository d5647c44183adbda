import type { LoggedRequest } from '../../../src/sandbox/index.ts';
import type { Answer, Harness, HarnessOptions } from '../../harness.ts';

export type Generation = 'v1' | 'v2';

/** The charged request of each flow, and the free read of what it started. */
export const PATHS = {
  verify: {
    v1: { start: '/v1/add-emails-to-verification', read: '/v1/get-emails-verification-status' },
    v2: { start: '/v2/email-verification/start', read: '/v2/email-verification/result' },
  },
  find: {
    v1: { start: '/v1/add-names-to-find-emails', read: '/v1/get-emails-from-names' },
    v2: { start: '/v2/emails-by-domain-by-name/start', read: '/v2/emails-by-domain-by-name/result' },
  },
  url: {
    v1: { start: '/v1/add-url-for-search', read: '/v1/get-emails-from-url' },
    v2: { start: '/v2/li-profiles-by-urls/start', read: '/v2/li-profiles-by-urls/result' },
  },
} as const;

export const TOKEN = '/v1/oauth/access_token';

/** Options for a harness whose flows use this generation. */
export function using(generation: Generation | 'auto', options: HarnessOptions = {}): HarnessOptions {
  return { ...options, env: { SNOVIO_API_GENERATION: generation, ...options.env } };
}

/** Every request to a path that the sandbox has seen. */
export function sent({ sandbox }: Harness, path: string): LoggedRequest[] {
  return sandbox.requests.filter(request => request.path === path || request.template === path);
}

/** Credits that the sandbox has charged. */
export function charged({ sandbox }: Harness): number {
  return sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);
}

/** `status` or `status/reason` of each result, and behind them `not_run/reason` for each item that was not run. */
export function verdicts({ structured }: Answer): string[] {
  const groups: { reason: string; items: string[] }[] = structured.not_run ?? [];
  return [
    ...structured.results.map((one: { status: string; reason?: string }) =>
      one.reason === undefined ? one.status : `${one.status}/${one.reason}`,
    ),
    ...groups.flatMap(({ reason, items }) => items.map(() => `not_run/${reason}`)),
  ];
}

/** Many different addresses that are all found valid. */
export function addresses(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => `valid${from + i}@norrland.example`);
}

/** Many different people who are all found. */
export function people(count: number, from = 0) {
  return Array.from({ length: count }, (_, i) => {
    const number = [...String(from + i)].map(digit => 'abcdefghij'[Number(digit)]).join('');
    return { firstName: 'Load', lastName: `Test${number}`, domain: 'load.example' };
  });
}

/** Profile links that always lead to somebody. */
export function links(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => `https://www.linkedin.com/in/load-${from + i}`);
}

/** Resolves once `met` says so; fails after a while. */
export async function until(met: () => boolean, seconds = 10): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!met()) {
    if (Date.now() > end) throw new Error(`Not met within ${seconds} s: ${met}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
