/**
 * A simulated Snov.io. It is written from Snov.io's documentation and not from the API client, and imports
 * nothing else of this project, so that the two cannot err together.
 *
 * Comments name the source of a fact:
 * [A] the API page at snov.io/api of about 2023-24, with samples; [B] an older page of the knowledge base;
 * [C:ref] the API page of 2026-09; [C:kb] the knowledge base; [C:n8n] Snov.io's own n8n node;
 * [C:ae] third-party notes with live probes of 2026; [C:field] published logs of real calls;
 * [C:code] public code that calls the API: what it handles, not proof that it happens.
 * GUESS: documented nowhere; the most plausible behaviour.
 */
import type { AddressInfo } from 'node:net';
import { createSandboxServer } from './http/server.ts';
import type { Charge, Delivery, LoggedRequest, Mailed } from './log.ts';
import { type SandboxOptions, withDefaults } from './options.ts';
import * as routes from './routes/index.ts';
import type { Account } from './state/account.ts';
import type { FaultRule } from './state/faults.ts';
import { createState, resetState, type State, stopState } from './state/state.ts';

export type { Charge, Delivery, LoggedRequest, Mailed } from './log.ts';
export type { Generation, Plan, SandboxOptions } from './options.ts';
export type { FaultKind, FaultRule, Stage } from './state/faults.ts';

/** A running sandbox. */
export interface Sandbox {
  /** Base URL, without a slash at the end. */
  url: string;
  /** One entry per charged item, in order. */
  charges: Charge[];
  /** Every request that came in, in order. */
  requests: LoggedRequest[];
  /** Every mail that would have gone out. */
  mailed: Mailed[];
  /** Every attempt to deliver a webhook event. */
  deliveries: Delivery[];
  /** Faults to inject. */
  faults: { add(rule: FaultRule): void; clear(): void };
  /** All that an account holds, to be arranged and looked at; the first one when none is named. */
  account(id?: string): Account | undefined;
  /** What is left on an account; the first one when none is named. */
  credits(account?: string): number;
  /** Gives an account another balance. */
  setCredits(credits: number, account?: string): void;
  /** Gives an account another secret. GUESS: tokens that the old one got stay valid. */
  setSecret(secret: string, account?: string): void;
  /** Makes every token issued so far expired. */
  expireTokens(): void;
  /** Back to the start: logs, faults, tokens, tasks, accounts. The arrays above stay the same objects. */
  reset(): void;
  /** Frees port, timers and sockets at once; requests under way are cut. */
  close(): Promise<void>;
}

/** Starts a sandbox; rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const state = createState(withDefaults(options));
  const server = createSandboxServer(state, Object.values(routes).flat());
  const { port, host } = state.settings;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    ...controls(state),
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    close: () => {
      stopState(state);
      return new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function controls(state: State): Omit<Sandbox, 'url' | 'close'> {
  const find = (id?: string) => (id === undefined ? [...state.accounts.values()][0] : state.accounts.get(id));
  return {
    charges: state.charges,
    requests: state.requests,
    mailed: state.mailed,
    deliveries: state.deliveries,
    faults: state.faults,
    account: find,
    credits: id => find(id)?.credits ?? 0,
    setCredits: (credits, id) => {
      const account = find(id);
      if (account) account.credits = credits;
    },
    setSecret: (secret, id) => {
      const account = find(id);
      if (account) account.secret = secret;
    },
    expireTokens: () => {
      for (const token of state.tokens.values()) token.expiresAt = 0;
    },
    reset: () => resetState(state),
  };
}
