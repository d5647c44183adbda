import { policyOf } from '../config/policy.ts';
import type { Config } from '../config/settings.ts';
import type { SandboxOptions } from '../sandbox/index.ts';
import { ReceivedEvents } from '../snovio/events/received-events.ts';
import { PushedResults } from '../snovio/tasks/pushed-results.ts';
import type { Policy } from '../tool.ts';
import { AccountRegistry } from './account-registry.ts';
import { openStore, type StoreWarning } from './open-store.ts';
import { receiverOf } from './receiver.ts';
import { type Watch, watchedStore } from './watch.ts';

/** What a command works with: accounts at Snov.io, or at the embedded sandbox if that is configured. */
export interface App {
  readonly accounts: AccountRegistry;
  readonly policy: Policy;
  /** Results that Snov.io sends by itself; undefined: it cannot reach this process. */
  readonly results: PushedResults | undefined;
  /** Events that Snov.io's webhooks send here, or to a server with the same store; undefined: it can reach none. */
  readonly events: ReceivedEvents | undefined;
  /** What is not as safe as it could be with the store. */
  readonly warnings: readonly StoreWarning[];
  /** @param maxMs how long charged requests under way may take to finish, in milliseconds; at most 10 s */
  close(maxMs?: number): Promise<void>;
}

/** What a process has to do with the outside besides its requests. */
export interface Outside {
  /** Hears of requests and of what the store does. */
  readonly watch?: Watch | undefined;
  /** The origin at which Snov.io reaches this process. */
  readonly receivesAt?: string | undefined;
}

/**
 * Opens the account registry; starts the sandbox first if the configuration asks for it.
 * @param world what the sandbox holds besides
 * @param outside what this process has to do with the outside besides
 * @throws SnovioError `not_configured` when the store cannot be used
 */
export async function openApp(
  config: Config,
  world: SandboxOptions = {},
  { watch, receivesAt }: Outside = {},
): Promise<App> {
  const sandbox = config.sandbox ? await embeddedSandbox(config, world) : undefined;
  const { store, warnings } = await openStore(config).catch(async error => {
    await sandbox?.close();
    throw error;
  });
  const settings = sandbox ? { ...config, ...sandbox.settings } : config;
  const results = receivesAt === undefined ? undefined : new PushedResults(receivesAt, store.results);
  // What one process has signed in memory, another one does not know.
  const eventsAt = receivesAt ?? (store.isShared ? receiverOf(config) : undefined);
  const events = eventsAt === undefined ? undefined : new ReceivedEvents(eventsAt, store.events);
  const watched = watch ? watchedStore(store, watch) : store;
  const accounts = new AccountRegistry(settings, watched, { watch, results, events });
  // A second end, such as that of `await using`, waits for the first one.
  let closed: Promise<void> | undefined;
  return {
    accounts,
    policy: policyOf(config),
    results,
    events,
    warnings,
    close: maxMs => {
      closed ??= accounts.close(maxMs).then(() => sandbox?.close());
      return closed;
    },
  };
}

async function embeddedSandbox(config: Config, world: SandboxOptions) {
  const { startSandbox } = await import('../sandbox/index.ts');
  const { sandboxSpeed: speed, rateWindowMs: windowMs, plan } = config;
  const account = { id: 'sandbox', secret: 'sandbox' };
  const limit = Math.max(60, config.rateLimit);
  const sandbox = await startSandbox({
    ...world,
    speed,
    windowMs,
    limit,
    accounts: [account],
    ...(plan && { plan }),
  });
  return {
    // It is in this very process: no proxy leads there.
    settings: { apiUrl: sandbox.url, clientId: account.id, clientSecret: account.secret, proxy: undefined },
    close: () => sandbox.close(),
  };
}
