import { createHash } from 'node:crypto';
import type { Config, Flags } from '../../../config/settings.ts';
import { SnovioError } from '../../../errors.ts';
import { accountKey } from '../../../snovio/account.ts';

/** What the rows of an output depend on: the flow, and the flags as they were typed. */
export interface Settings {
  readonly flow: string;
  /** Values by flag, without the `--`; of a flag that may be repeated all of them, sorted. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** Names the Snov.io account without telling it. */
  readonly account: string;
}

/** Flags that may differ from run to run: where the files are, and what is agreed to. */
const OF_ONE_RUN = ['csv', 'out', 'confirm-sending', 'estimate', 'yes', 'json', 'fresh'];

/** @param names the flags of the command */
export function settingsOf(
  flow: string,
  names: readonly string[],
  flags: Flags,
  { sandbox, apiUrl, clientId = '' }: Pick<Config, 'sandbox' | 'apiUrl' | 'clientId'>,
): Settings {
  const recorded = names.filter(name => !OF_ONE_RUN.includes(name) && flags[name] !== undefined).sort();
  const key = sandbox ? 'sandbox' : accountKey(apiUrl, clientId);
  return {
    flow,
    flags: Object.fromEntries(recorded.map(name => [name, valuesOf(flags[name])])),
    account: createHash('sha256').update(key).digest('hex').slice(0, 12),
  };
}

function valuesOf(flag: unknown): string[] {
  return Array.isArray(flag) ? flag.map(value => String(value).trim()).sort() : [String(flag).trim()];
}

/**
 * Refuses to go on with a part that was begun otherwise: half of its rows would mean something else.
 * @param part the part's path
 * @throws SnovioError `invalid_input` that names both
 */
export function refuseOtherSettings(part: string, begun: Settings, now: Settings): void {
  const names = [...new Set([...Object.keys(begun.flags), ...Object.keys(now.flags)])];
  const others = names.filter(name => String(begun.flags[name]) !== String(now.flags[name]));
  const differences = [
    ...(begun.flow === now.flow ? [] : [[begun.flow, now.flow]]),
    ...others.map(name => [typed(name, begun.flags[name]), typed(name, now.flags[name])]),
    ...(begun.account === now.account ? [] : [['another Snov.io account', 'this one']]),
  ];
  if (differences.length === 0) return;
  const [before, after] = [0, 1].map(side => differences.map(pair => pair[side]).join(' '));
  throw new SnovioError('invalid_input', {
    message:
      `${part} was begun with ${before}, and now it is ${after}. To go on with it, repeat the command as it was begun. ` +
      'To begin anew add --fresh, which keeps a copy of it and pays for no stored answer again; or choose another --out.',
  });
}

function typed(name: string, values: readonly string[] | undefined): string {
  if (values === undefined) return `no --${name}`;
  return values
    .map(value => (value === 'true' ? `--${name}` : `--${name} ${JSON.stringify(value)}`))
    .join(' ');
}
