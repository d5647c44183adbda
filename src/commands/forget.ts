import { databaseOf, openStore } from '../app/open-store.ts';
import { type Config, ConfigError, stateDirOf } from '../config/settings.ts';
import { normaliseDomain, normaliseEmail, normaliseSocialUrl } from '../snovio/shapes/normalise.ts';
import { MEMORY } from '../spending/sqlite/database.ts';
import type { Erasure, Forgotten } from '../spending/store.ts';
import { plainLine } from '../text/line.ts';
import type { Command } from './command.ts';

export const forget: Command = {
  summary: 'erase a person, a company or everything finished from the ledger',
  usage: 'Usage: snovio-mcp forget [EMAIL, PROFILE LINK or DOMAIN] [--all] [--dry-run] [--yes]',
  help: `Erases one person, one company or everything finished from the ledger on this machine, or in the database. What is erased and asked
again is paid for again; what is still running or in doubt about a person or a company stays paid for, without a name.`,
  options: {
    all: {
      type: 'boolean',
      description: 'also erase what is still running: it may then be paid for twice',
    },
    yes: { type: 'boolean', description: 'erase everything without a question' },
    'dry-run': { type: 'boolean', description: 'show what would go, and erase nothing' },
  },
  mostArguments: 1,
  settings: ['storage'],
  examples: ['snovio-mcp forget mara.lindqvist@acme.example --dry-run', 'snovio-mcp forget acme.example'],
  run: async ({ flags, positionals, config: read }) => {
    const config = read();
    const target = targetOf(positionals, flags.all === true);
    const dryRun = flags['dry-run'] === true;
    if (typeof target === 'string' && !dryRun && flags.yes !== true && !(await isAgreed(config, target)))
      return 1;
    const { place, erasures } = await erase(config, target, dryRun);
    const lines = dryRun ? erasures.map(lineOf) : [];
    const entries = `${erasures.length} ${erasures.length === 1 ? 'entry' : 'entries'}`;
    const done = dryRun
      ? `Would erase ${entries} from the ledger in ${place}; nothing was changed.`
      : `Erased ${entries} from the ledger in ${place}.`;
    process.stdout.write([...lines, done, ''].join('\n'));
    return 0;
  },
};

/** Asks whether everything shall go. @throws ConfigError where nobody can be asked */
async function isAgreed(config: Config, target: Forgotten): Promise<boolean> {
  const { place, erasures } = await erase(config, target, true);
  const what = `${erasures.length} ${erasures.length === 1 ? 'entry' : 'entries'} of the ledger in ${place}`;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new ConfigError(
      `forget: without an argument this erases ${what}, and what is asked again is paid for again. Nothing was erased. If that is wanted: --yes; to see it first: --dry-run`,
    );
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal
    .question(`Erase ${what}? What is asked again is paid for again. [y/N] `)
    .finally(() => terminal.close());
  if (/^y(es)?$/i.test(answer.trim())) return true;
  process.stdout.write('Nothing was erased.\n');
  return false;
}

async function erase(config: Config, target: Forgotten, dryRun: boolean) {
  if (!databaseOf(config) && stateDirOf(config) === MEMORY)
    throw new ConfigError('SNOVIO_STATE_DIR: ":memory:" keeps nothing that could be forgotten');
  const { store, place } = await openStore(config);
  const erasures = await store.forget(target, dryRun).finally(() => store.close());
  return { place, erasures };
}

const EFFECTS: Record<Erasure['effect'], string> = {
  erased: 'goes',
  shortened: 'loses their rows',
  unnamed: 'keeps its payment only, without a name',
};

function lineOf({ question, item, effect }: Erasure): string {
  return `${question} ${item === undefined ? 'without a name' : plainLine(item)}: ${EFFECTS[effect]}`;
}

/** What to erase. @throws ConfigError */
function targetOf(positionals: readonly string[], all: boolean): Forgotten {
  const [target] = positionals;
  if (all && target !== undefined) throw new ConfigError(forget.usage);
  if (target === undefined) return all ? 'all' : 'finished';
  const email = normaliseEmail(target);
  if (email) return { email };
  const link = normaliseSocialUrl(target)?.key;
  if (link) return { link };
  const domain = normaliseDomain(target);
  if (domain) return { domain };
  throw new ConfigError(
    `forget: ${JSON.stringify(target)} is neither an e-mail address, a profile link nor a domain. Example: snovio-mcp forget jane@acme.example`,
  );
}
