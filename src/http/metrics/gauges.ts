import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import type { AccountRegistry } from '../../app/account-registry.ts';
import { VERSION } from '../../config/version.ts';
import type { HttpLoad } from '../server.ts';
import type { StoreHealth } from '../store-health.ts';

/** What the figures are read from that say how things are now. */
export interface Sources {
  readonly load: () => HttpLoad;
  readonly accounts: Pick<AccountRegistry, 'pace' | 'size' | 'store' | 'config'>;
  readonly health: StoreHealth;
}

/** How long the store is waited for. A database that hangs shall not keep the other figures back. */
const STORE_MS = 2000;

/** A value; undefined: it is not known now, so it is left out. */
type Value = number | undefined;
type AddGauge = (name: string, help: string, read: () => Value | Promise<Value>) => void;
type Connections = ReturnType<NonNullable<Sources['accounts']['store']['connections']>> | undefined;

/** Adds the figures that are read whenever somebody asks for them. */
export function addGauges(registry: Registry, { load, accounts, health }: Sources): void {
  const add: AddGauge = (name, help, read) => {
    new Gauge({
      name: `snovio_mcp_${name}`,
      help,
      registers: [registry],
      async collect() {
        const value = await read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  };
  const info = { name: 'snovio_mcp_info', help: 'The version that runs.', labelNames: ['version'] };
  new Gauge({ ...info, registers: [registry] }).set({ version: VERSION }, 1);

  add('open_calls', 'Calls that have a place and run.', () => load().calls.open);
  add('waiting_calls', 'Calls that wait for a place.', () => load().calls.waiting);
  add('open_streams', 'Streams that only listen.', () => load().calls.listening);
  add('connections', 'Open HTTP connections.', () => load().connections.open);
  add('busy_connections', 'Open HTTP connections that carry a call.', () => load().connections.busy);

  const { rateLimit } = accounts.config;
  add('accounts', 'Snov.io accounts that are kept in memory.', () => accounts.size);
  add('upstream_queue', 'Requests that wait for a slot of their account.', () => accounts.pace.waiting);
  add(
    'upstream_queue_seconds',
    'How long a request that came now would wait for a slot, at the account where that is longest.',
    () => accounts.pace.delayMs / 1000,
  );
  add(
    'slots_used',
    'Slots that are taken in the running minute, over all accounts.',
    () => accounts.pace.used,
  );
  add('slots', 'Slots that all accounts in memory have in a minute.', () => accounts.size * rateLimit);
  add(
    'slots_fullest_ratio',
    'The share of its slots that is taken, at the account where that is most.',
    () => accounts.pace.fullest,
  );

  const { store } = accounts;
  if (store.connections) addConnections(add, () => store.connections?.());
  const checked = () => soon(health.check());
  add('store_up', 'Whether the store can be read and written: 1 or 0.', async () =>
    (await checked())?.isUsable ? 1 : 0,
  );
  add('store_check_seconds', 'How long the last check of the store took.', async () => {
    const check = await checked();
    return check && check.ms / 1000;
  });
  add('items_in_doubt', 'Payments of which it is not known whether they were charged, in the store.', () =>
    soon(store.inDoubt()),
  );
}

/** Read before the store is asked for anything, so that they do not count the question itself. */
function addConnections(add: AddGauge, read: () => Connections): void {
  add('database_connections', 'Open connections to the database.', () => read()?.open);
  add('database_idle_connections', 'Open connections to the database that nobody uses.', () => read()?.idle);
  add('database_queue', 'What waits for a connection to the database.', () => read()?.waiting);
}

/** What comes soon; undefined: it did not, or failed. */
async function soon<T>(work: Promise<T>): Promise<T | undefined> {
  const given = new AbortController();
  const late = sleep(STORE_MS, undefined, { signal: given.signal, ref: false }).catch(() => undefined);
  const result = await Promise.race([work.catch(() => undefined), late]);
  given.abort();
  return result;
}
