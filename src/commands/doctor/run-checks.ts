import { type App, openApp } from '../../app/app.ts';
import { databaseOf } from '../../app/open-store.ts';
import { metricsTokenProblems } from '../../config/metrics-token.ts';
import type { Config, Environment } from '../../config/settings.ts';
import { hasCode } from '../../errors.ts';
import type { Machine } from '../init/config-folder.ts';
import { checkAccessFile, checkNamedAccounts } from './checks/access-file.ts';
import { checkAccount } from './checks/account.ts';
import { checkClock } from './checks/clock.ts';
import { checkConfiguration } from './checks/configuration.ts';
import { checkCredentialsAccepted, checkCredentialsGiven, isWithoutAccount } from './checks/credentials.ts';
import { checkDatabase } from './checks/database.ts';
import { checkHosts } from './checks/hosts.ts';
import { checkNetwork } from './checks/network.ts';
import { checkNode } from './checks/node.ts';
import { checkSignIn } from './checks/sign-in-file.ts';
import { checkStateDirectory } from './checks/state-directory.ts';
import { checkVault } from './checks/vault.ts';
import { type Finding, fail } from './finding.ts';
import type { ReadFlags } from './hosts/setup.ts';
import { type ProbeResult, probe } from './probe.ts';
import { requestToken } from './token-request.ts';

/** What all checks and probes found. */
export interface CheckResults {
  readonly findings: readonly Finding[];
  /** Empty without `--probe`, and when a check failed. */
  readonly probed: readonly ProbeResult[];
  /** Undefined when it is wrong. */
  readonly config?: Config;
}

interface Options {
  readonly probe: boolean;
  readonly env?: Environment;
  /** Reads what is right of a wrong configuration, so that all that is wrong is told at once. */
  readonly readRest?: () => Partial<Config>;
  readonly hosts?: { readonly machine: Machine; readonly readFlags: ReadFlags };
}

/** How long one free request may wait for its turn. */
const WAIT_MS = 20_000;

/** Adds findings. @returns whether none of them failed */
type AddFindings = (...findings: Finding[]) => boolean;

/**
 * Runs the checks, from this machine to the Snov.io account. A failed check ends them where the later ones would only repeat
 * the failure. Spends nothing.
 * @param options `env`: the environment, in which misspelt variables are looked for; `hosts`: the machine whose hosts are
 *   looked at, and how the flags in their files are read
 * @param onFinding called with each finding as soon as it is known
 */
export async function runChecks(
  readConfig: () => Config,
  options: Options,
  onFinding: (finding: Finding) => void,
): Promise<CheckResults> {
  const findings: Finding[] = [];
  const add: AddFindings = (...added) => {
    findings.push(...added);
    for (const finding of added) onFinding(finding);
    return added.every(finding => finding.state !== 'fail');
  };
  add(checkNode());
  const { config, findings: ofConfiguration } = checkConfiguration(readConfig, options.env);
  add(...ofConfiguration);
  if (options.hosts) add(...(await checkHosts(options.hosts.machine, config, options.hosts.readFlags)));
  if (!config) {
    add(...(await checkRest(options.readRest?.(), options.env)));
    return { findings, probed: [] };
  }
  const database = databaseOf(config);
  const ofStore = database ? await checkDatabase(database) : [await checkStateDirectory(config)];
  const ofTokens = metricsTokenProblems(config).map(problem =>
    fail('configuration', problem, 'Make another token for figures.'),
  );
  const env = options.env ?? {};
  const ofPeople = [...ofTokens, ...checkAccessFile(config, env), ...(await checkSignIn(config))];
  const localOk = add(...ofPeople, ...ofStore, ...checkCredentialsGiven(config));
  if (!localOk) return { findings, probed: [], config };
  const app = await openApp(config);
  try {
    add(...(await checkVault(config, app.accounts.store)));
    const remoteOk = await runRemoteChecks(app, add, env);
    if (!remoteOk || !options.probe) return { findings, probed: [], config };
    return { findings, probed: await probe(app.accounts.ownAccount(), WAIT_MS), config };
  } finally {
    await app.close();
  }
}

/** What needs no request, of a configuration that is wrong elsewhere. */
async function checkRest(rest: Partial<Config> | undefined, env: Environment = {}): Promise<Finding[]> {
  if (!rest) return [];
  const { stateDir, sandbox = false } = rest;
  const ofStore = env.SNOVIO_DATABASE_URL ? [] : [await checkStateDirectory({ stateDir, sandbox })];
  return [...ofStore, ...checkCredentialsGiven(rest)];
}

/** @returns whether Snov.io answers well enough for probes */
async function runRemoteChecks({ accounts }: App, add: AddFindings, env: Environment): Promise<boolean> {
  const { config } = accounts;
  const response = await requestToken(config, config.clientId ?? '', config.clientSecret ?? '');
  const reached = add(checkNetwork(config, response));
  add(...checkClock(response));
  if (reached) add(...(await checkNamedAccounts(config, env)));
  if (isWithoutAccount(config)) return false;
  if (!reached || !add(await checkCredentialsAccepted(config, response))) return false;
  try {
    return add(...(await checkAccount(accounts.ownAccount(), WAIT_MS)));
  } catch (error) {
    if (!hasCode(error, 'cancelled')) throw error;
    return add(fail('reach', 'Snov.io takes too long to answer.', 'Try again in some minutes.'));
  }
}
