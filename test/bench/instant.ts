import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Harness, startHarness } from '../harness.ts';
import { account } from './server.ts';

/** The least window that can be configured: waits for Snov.io's own speed shrink with it, to nothing. */
const WINDOW_MS = 10;
const LIMIT = 10_000;

/** A sandbox whose tasks are over as soon as they have begun. */
export function instantSandbox(): Promise<Sandbox> {
  const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1_000_000 }];
  return startSandbox({ speed: 100_000, windowMs: WINDOW_MS, limit: LIMIT, accounts });
}

/** Variables of a server that keeps up with it. */
export function instantly(sandbox: Sandbox, stateDir: string): Record<string, string> {
  return {
    ...account(sandbox.url),
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_RATE_LIMIT: String(LIMIT),
    SNOVIO_API_GENERATION: 'v2',
    SNOVIO_STATE_DIR: stateDir,
  };
}

/** Client and server in this process, far end included: what is measured then is the server's own work. */
export function instantHarness(sandbox: Sandbox, stateDir = ':memory:'): Promise<Harness> {
  return startHarness({ reuse: sandbox, env: instantly(sandbox, stateDir) });
}
