import type { Config } from '../config/settings.ts';
import type { Policy } from '../tool.ts';
import { Runtime } from './account-registry.ts';

/** What a command works with: a runtime whose far end is Snov.io or, when configured, the embedded sandbox. */
export interface Session {
  readonly runtime: Runtime;
  readonly policy: Policy;
  /** @param mostMs how long charged requests under way may take to finish */
  close(mostMs?: number): Promise<void>;
}

/** Starts the sandbox where it is wanted, and opens the runtime. */
export async function openSession(config: Config): Promise<Session> {
  const sandbox = config.sandbox ? await embeddedSandbox(config) : undefined;
  const runtime = new Runtime(sandbox ? { ...config, ...sandbox.settings } : config);
  return {
    runtime,
    policy: { allowSending: config.allowSending, webhookHosts: config.webhookHosts },
    close: async mostMs => {
      await runtime.close(mostMs);
      await sandbox?.close();
    },
  };
}

async function embeddedSandbox(config: Config) {
  const { startSandbox } = await import('../sandbox/index.ts');
  const { sandboxSpeed: speed, rateWindowMs: windowMs, plan } = config;
  const account = { id: 'sandbox', secret: 'sandbox' };
  const limit = Math.max(60, config.rateLimit);
  const sandbox = await startSandbox({ speed, windowMs, limit, accounts: [account], ...(plan && { plan }) });
  return {
    settings: { apiUrl: sandbox.url, clientId: account.id, clientSecret: account.secret },
    close: () => sandbox.close(),
  };
}
