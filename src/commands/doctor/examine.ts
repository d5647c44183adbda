import { type App, openApp } from '../../app/app.ts';
import { type Config, ConfigError } from '../../config/settings.ts';
import { hasCode } from '../../errors.ts';
import { checkAccount, checkCredentials, checkGiven } from './account.ts';
import { checkClock, checkReach, contact } from './contact.ts';
import { type Finding, fail } from './finding.ts';
import { checkNode, checkState, describe } from './machine.ts';
import { type Probed, probe } from './probe.ts';

export interface Examination {
  readonly findings: readonly Finding[];
  readonly probed: readonly Probed[];
  /** Undefined when it is wrong. */
  readonly config?: Config;
}

/** How long one free request may wait for its turn. */
const WAIT_MS = 20_000;

/**
 * Looks at everything that the ten commonest failures come from, from the inside out; what a failure makes pointless is
 * left out. Spends nothing.
 * @param tell told of each finding as it comes
 */
export async function examine(
  read: () => Config,
  options: { probe: boolean },
  tell: (finding: Finding) => void,
): Promise<Examination> {
  const findings: Finding[] = [];
  const add = (...more: Finding[]) => {
    findings.push(...more);
    for (const one of more) tell(one);
    return more.every(one => one.state !== 'fail');
  };
  add(checkNode());
  const config = readOrTell(read, add);
  if (!config) return { findings, probed: [] };
  const inside = [describe(config), checkState(config), ...checkGiven(config)];
  if (!add(...inside)) return { findings, probed: [], config };
  const app = await openApp(config);
  try {
    if (!(await checkOutside(app, add)) || !options.probe) return { findings, probed: [], config };
    return { findings, probed: await probe(app.accounts.ownAccount(), WAIT_MS), config };
  } finally {
    await app.close();
  }
}

function readOrTell(read: () => Config, add: (finding: Finding) => boolean): Config | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    add(fail('configuration', error.message, 'Correct this variable or flag.'));
    return undefined;
  }
}

/** Whether everything outside this machine is well enough to go on. */
async function checkOutside({ accounts }: App, add: (...findings: Finding[]) => boolean): Promise<boolean> {
  const { config } = accounts;
  const answer = await contact(config, config.clientId ?? '', config.clientSecret ?? '');
  const reached = add(checkReach(config, answer));
  add(...checkClock(answer));
  if (!reached || !add(await checkCredentials(config, answer))) return false;
  try {
    return add(...(await checkAccount(accounts.ownAccount(), WAIT_MS)));
  } catch (error) {
    if (!hasCode(error, 'cancelled')) throw error;
    return add(fail('reach', 'Snov.io takes too long to answer.', 'Try again in some minutes.'));
  }
}
