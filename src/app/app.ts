import type { Config } from '../config/settings.ts';
import type { Policy } from '../tool.ts';
import { AccountRegistry } from './account-registry.ts';

/** What a command works with: the accounts whose far end is Snov.io or, when configured, the embedded sandbox. */
export interface App {
  readonly accounts: AccountRegistry;
  readonly policy: Policy;
  /** @param mostMs how long charged requests under way may take to finish */
  close(mostMs?: number): Promise<void>;
}

/** Starts the sandbox where it is wanted, and opens the account registry. */
export async function openApp(config: Config): Promise<App> {
  const sandbox = config.sandbox ? await embeddedSandbox(config) : undefined;
  const accounts = new AccountRegistry(sandbox ? { ...config, ...sandbox.settings } : config);
  return {
    accounts,
    policy: { allowSending: config.allowSending, webhookHosts: config.webhookHosts },
    close: async mostMs => {
      await accounts.close(mostMs);
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
