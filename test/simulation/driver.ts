import type { DatabaseSync } from 'node:sqlite';
import sqlite from 'node:sqlite';
import { AccountRegistry } from '../../src/app/account-registry.ts';
import { readConfig, stateDirOf } from '../../src/config/settings.ts';
import { SnovioError } from '../../src/errors.ts';
import { parseArguments, runTool, waitSecondsOf } from '../../src/mcp/run-tool.ts';
import { deadlineIn } from '../../src/snovio/call-context.ts';
import type { Answer, Http } from '../../src/snovio/transport/http.ts';
import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { tools } from '../../tools/index.ts';
import type { Asked } from './model/route.ts';
import type { Network, Outcome, Sender } from './network.ts';
import { currentOwner, type Owner, runAs } from './virtual-time.ts';

// Everything that knows the inside of the product: how a process starts, is called, dies, and loses its disk.

/** The one disk that all processes of a run share. */
export interface Disk {
  /** While it is full nothing can be written. */
  full: boolean;
  /** How many statements were run in this turn of the event loop: thousands mean that something never ends. */
  statements: number;
  /** They were thousands. */
  endless: boolean;
}

export type Environment = Readonly<Record<string, string>>;

/** How long a call waits where neither it nor the configuration says so. */
export const WAIT_SECONDS = 45;
const MOST_STATEMENTS = 10_000;

/** A server process: it can be called, and it can die at any moment. */
export class SimulatedProcess implements Owner, Sender {
  readonly name: string;
  readonly disk: Disk;
  alive = true;
  readonly connections = new Set<DatabaseSync>();
  /** Dies at the commit that brings this to 0. */
  commitsLeft = Number.POSITIVE_INFINITY;
  readonly #registry: AccountRegistry;

  constructor(name: string, env: Environment, disk: Disk, network: Network) {
    this.name = name;
    this.disk = disk;
    const config = readConfig({}, { SNOVIO_CLIENT_ID: 'id', SNOVIO_CLIENT_SECRET: 'secret', ...env });
    this.#registry = runAs(this, () => {
      const store = new SqliteStore(stateDirOf(config), config.ledgerDays);
      return new AccountRegistry(config, store, { http: httpOver(network, this) });
    });
  }

  /**
   * Runs a tool.
   * @throws SnovioError
   */
  call(name: string, raw: object, signal: AbortSignal): Promise<object> {
    return runAs(this, async () => {
      const tool = tools.find(known => known.name === name);
      if (!tool) throw new Error(`There is no tool ${name}.`);
      const args = parseArguments(tool, raw);
      const deadline = deadlineIn(waitSecondsOf(args, WAIT_SECONDS));
      const call = { signal, deadline, tool: name, byPlace: true };
      const policy = { allowSending: 'never', webhookHosts: [] } as const;
      return runTool(tool, args, { snovio: this.#registry.ownAccount(), call, policy });
    });
  }

  /** Credits of the last 24 hours by the store: spent, reserved and in doubt, of all processes. */
  async counted(): Promise<number> {
    const { last24Hours } = await runAs(this, () => this.#registry.ownAccount().spending());
    return last24Hours;
  }

  /** Whether it still works at something, or keeps something of calls that are over. */
  get busy(): boolean {
    return runAs(this, () => this.#registry.ownAccount().busy);
  }

  /** Ends in good order: charged requests under way get some seconds, then the process is gone. */
  close(): void {
    void runAs(this, () => this.#registry.close())
      .catch(() => {})
      .finally(() => this.die());
  }

  /** Nothing of it happens any more; what it had not committed is rolled back. */
  die(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const connection of this.connections) if (connection.isOpen) connection.close();
    this.connections.clear();
  }
}

function httpOver(network: Network, sender: Sender): Http {
  return {
    send: (request, _token, signal) =>
      new Promise<Answer>((resolve, reject) => {
        const leave = () => reject(interrupted(signal));
        if (signal.aborted) return leave();
        signal.addEventListener('abort', leave, { once: true });
        void network.send(sender, askedOf(request)).then(outcome => {
          signal.removeEventListener('abort', leave);
          settle(outcome, resolve, reject);
        });
      }),
    ready: async () => {},
    close: async () => {},
  };
}

function askedOf({ method, path, query, form, json }: ApiRequest): Asked {
  const body = typeof json === 'object' && json !== null ? json : {};
  return { method, path, params: { ...query, ...form, ...body } };
}

function settle(outcome: Outcome, resolve: (answer: Answer) => void, reject: (error: Error) => void): void {
  if (outcome === 'reset' || outcome === 'unreachable') {
    const neverSent = outcome === 'unreachable';
    return reject(new SnovioError('upstream_unavailable', { message: `Connection: ${outcome}.`, neverSent }));
  }
  const { status, body, retryAfter } = outcome;
  resolve({ status, retryAfter, text: typeof body === 'string' ? body : JSON.stringify(body) });
}

function interrupted(signal: AbortSignal): SnovioError {
  const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return new SnovioError(timedOut ? 'upstream_unavailable' : 'cancelled', { cause: signal.reason });
}

/** What the store of a dead process throws: nobody sees it. */
class DeadProcess extends Error {}

/** Whether a failure only tells that its process is dead. */
export function isOfTheDead(error: unknown): boolean {
  return error instanceof DeadProcess || (error instanceof Error && isOfTheDead(error.cause));
}

/** Lets the disk of simulated processes fail; the databases of everybody else are left alone. */
export function interceptStore(): Disposable {
  const database = sqlite.DatabaseSync.prototype;
  const { exec, prepare } = database;
  const probe = new sqlite.DatabaseSync(':memory:');
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1'));
  probe.close();
  const { run, get, all } = statement;
  database.exec = function (this: DatabaseSync, sql: string) {
    const process = ownProcess();
    if (!process) return exec.call(this, sql);
    process.connections.add(this);
    if (/^(BEGIN|COMMIT)/.test(sql)) spoil(process);
    exec.call(this, cheaper(sql));
    if (sql === 'COMMIT' && --process.commitsLeft <= 0) process.die();
  };
  database.prepare = function (this: DatabaseSync, ...args: Parameters<typeof prepare>) {
    ownProcess();
    return prepare.apply(this, args);
  };
  const watched = (method: typeof get, writes: boolean): typeof get =>
    function (this: unknown, ...values: unknown[]) {
      const process = ownProcess();
      if (process && writes) spoil(process);
      if (process) countStatement(process.disk);
      return method.apply(this, values);
    };
  Object.assign(statement, { run: watched(run, true), get: watched(get, false), all: watched(all, false) });
  return {
    [Symbol.dispose]: () => {
      Object.assign(database, { exec, prepare });
      Object.assign(statement, { run, get, all });
    },
  };
}

/** The simulated process in whose name the store is used; a dead one does not get there. */
function ownProcess(): SimulatedProcess | undefined {
  const process = currentOwner();
  if (!(process instanceof SimulatedProcess)) return undefined;
  if (!process.alive) throw new DeadProcess();
  return process;
}

function countStatement(disk: Disk): void {
  disk.statements += 1;
  if (disk.statements <= MOST_STATEMENTS) return;
  disk.endless = true;
  throw new Error('The store is read without end.');
}

function spoil({ disk }: SimulatedProcess): void {
  if (disk.full) throw new Error('database or disk is full');
}

/** No power is cut here, only processes die: without files of its own for the journal a run is twice as fast. */
function cheaper(sql: string): string {
  return sql
    .replace(/synchronous = \w+/i, 'synchronous = OFF')
    .replace(/journal_mode = WAL/i, 'journal_mode = MEMORY');
}
