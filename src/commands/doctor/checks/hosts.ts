import { createHash } from 'node:crypto';
import { type Config, SETTINGS, stateDirOf } from '../../../config/settings.ts';
import { isOtherAccount } from '../../init/account-names.ts';
import type { Machine } from '../../init/config-folder.ts';
import { howToSet } from '../../init/how-to-set.ts';
import { type Finding, ok, warn } from '../finding.ts';
import type { Problem } from '../hosts/problem.ts';
import { type HostEntry, readEntries } from '../hosts/read-entries.ts';
import { type ReadFlags, type Setup, setupOf } from '../hosts/setup.ts';

/** What is told by name and value where it is not the default; what concerns pace and logs alone is not. */
const TOLD = [
  ...([
    'apiUrl',
    'generation',
    'maxCreditsPerCall',
    'maxCredits',
    'maxCreditsPerDay',
    'allowSending',
  ] as const),
  ...(['webhookHosts', 'plan', 'toolsets', 'readOnly', 'dynamicTools', 'stateDir', 'ledgerDays'] as const),
];

/**
 * Says what the hosts on this machine start, by their files, and how that differs from this environment. No credential is
 * told: an account goes by a fingerprint.
 * @param here the configuration of this environment; undefined where it is wrong
 */
export async function checkHosts(
  machine: Machine,
  here: Config | undefined,
  readFlags: ReadFlags,
): Promise<Finding[]> {
  const { entries, unreadable } = readEntries(machine);
  const broken = unreadable.map(({ host, file, problem }) =>
    warn('hosts', `${host.title}: ${file} ${problem}, so the host cannot read it either.`, 'Repair it.'),
  );
  const found = await Promise.all(
    entries.map(async entry => findingOf(entry, await setupOf(entry, machine, readFlags), here, machine)),
  );
  return [...broken, ...found];
}

function findingOf(entry: HostEntry, setup: Setup, here: Config | undefined, machine: Machine): Finding {
  const { host, place, name } = entry;
  const who = `${host.title}, ${name} in ${place.file}:`;
  const facts = factsOf(setup);
  const differences =
    setup.kind === 'local' && setup.config && here ? differencesOf(setup.config, here, name) : [];
  const problems: readonly Problem[] = [...setup.problems, ...differences.map(told => ({ text: told }))];
  const text = `${who} ${facts.join('; ')}`;
  if (problems.length === 0) return ok('hosts', text);
  const wrong = problems.map(problem => problem.text).join('; ');
  const told = `${facts.length > 0 ? `${text}. But ` : `${who} `}${wrong}.`;
  return warn('hosts', told, remedyFor(entry, problems, machine));
}

function factsOf(setup: Setup): string[] {
  if (setup.kind === 'remote') return [`a server at ${setup.url}, which has settings of its own`];
  const { config, isAsked, elsewhere = '' } = setup;
  const known = config ? [accountOf(config, isAsked, elsewhere), ...settingsOf(config)] : [];
  return [...known, elsewhere].filter(Boolean);
}

/** What to do. An entry that names variables, or has a text to be replaced, is no better for being put in anew. */
function remedyFor({ host, place }: HostEntry, problems: readonly Problem[], { platform }: Machine): string {
  const mends = problems.map(({ mend }) => mend);
  const variables = [
    ...new Set(mends.flatMap(mend => (typeof mend === 'object' && 'set' in mend ? mend.set : []))),
  ];
  const said = mends.flatMap(mend => (typeof mend === 'object' && 'say' in mend ? [mend.say] : []));
  return [
    ...new Set(said),
    ...(variables.length > 0 ? [howToSet(host, platform, variables)] : []),
    ...(mends.includes('fill')
      ? [`Put the real values in place of the texts in ${place.file}, then restart ${host.title}.`]
      : []),
    ...(mends.includes(undefined)
      ? [
          `Correct it there, or put it in anew: snovio-mcp init ${place.host} --write, with --name and the flags that it shall have.`,
        ]
      : []),
  ].join(' ');
}

function accountOf(config: Config, isAsked: boolean, elsewhere: string): string {
  if (config.sandbox) return 'the embedded sandbox';
  if (isAsked) return 'it asks for the credentials';
  if (isKnown(config.clientId)) return `account ${fingerprint(config.clientId)}`;
  return elsewhere ? '' : 'no account yet';
}

/** Whether it is an id, and no reference or example. */
function isKnown(id: string | undefined): id is string {
  return id !== undefined && /^[\w.-]+$/.test(id);
}

/** Eight digits by which two values can be compared, and neither be found out. */
function fingerprint(value: string): string {
  return createHash('sha256').update(`snovio-mcp doctor\n${value}`).digest('hex').slice(0, 8);
}

function settingsOf(config: Config): string[] {
  return TOLD.filter(key => !isDefault(config, key)).map(key => inWords(config, key));
}

function isDefault(config: Config, key: keyof typeof SETTINGS): boolean {
  return (
    shown(config, key) ===
    shown({ [key]: SETTINGS[key].schema.safeParse(undefined).data } as Partial<Config>, key)
  );
}

function shown(config: Partial<Config>, key: keyof typeof SETTINGS): string {
  const value: unknown = config[key];
  if (value === undefined) return 'not set';
  // A URL's user and password are not repeated.
  return String(value).replace(/\/\/[^/@\s]*@/, '//…@');
}

function inWords(config: Config, key: keyof typeof SETTINGS): string {
  return `${SETTINGS[key].env}=${shown(config, key)}`;
}

/**
 * How it differs from this environment where that matters: another account, unless the server's name says that it is one;
 * another store, which would pay twice; and what was set here and does not reach the host.
 */
function differencesOf(there: Config, here: Config, name: string): string[] {
  if (there.sandbox || here.sandbox) return [];
  const isOther = isOtherAccount(name);
  const { clientId, clientSecret } = here;
  const isComparable = isKnown(there.clientId) && isKnown(clientId);
  const account =
    isComparable && there.clientId !== clientId && !isOther
      ? [`this environment has another account, ${fingerprint(clientId)}`]
      : isComparable &&
          there.clientId === clientId &&
          isKnown(there.clientSecret) &&
          there.clientSecret !== clientSecret
        ? ['this environment has another API Secret for the account']
        : [];
  const [store, ownStore] = [stateDirOf(there), stateDirOf(here)];
  const stores =
    store === ownStore ? [] : [`what is paid for is stored in ${store}, and here in ${ownStore}`];
  const settings = TOLD.filter(
    key => key !== 'stateDir' && !isDefault(here, key) && shown(there, key) !== shown(here, key),
  ).map(key => `${inWords(here, key)} of this environment does not hold there (${shown(there, key)})`);
  return [...account, ...stores, ...(isOther ? [] : settings)];
}
