import { ConfigError, stateDirOf } from '../config/settings.ts';
import { normaliseDomain, normaliseEmail } from '../snovio/shapes/normalise.ts';
import { MEMORY } from '../spending/sqlite/database.ts';
import { SqliteStore } from '../spending/sqlite/sqlite-store.ts';
import type { Forgotten } from '../spending/store.ts';
import type { Command } from './command.ts';

export const forget: Command = {
  usage: 'Usage: snovio-mcp forget [EMAIL or DOMAIN] [--all]',
  help: `Erases one person, one company or everything finished from the ledger on this machine. What is erased and asked
again is paid for again. --all also erases what is still running: it may then be paid for twice.`,
  options: { all: { type: 'boolean' } },
  run: async ({ flags, positionals, config: read }) => {
    const config = read();
    const stateDir = stateDirOf(config);
    if (stateDir === MEMORY)
      throw new ConfigError('SNOVIO_STATE_DIR: ":memory:" keeps nothing that could be forgotten');
    const target = targetOf(positionals, flags.all === true);
    const store = new SqliteStore(stateDir, config.ledgerDays);
    const erased = await store.forget(target).finally(() => store.close());
    process.stdout.write(
      `Erased ${erased} ${erased === 1 ? 'entry' : 'entries'} from the ledger in ${stateDir}.\n`,
    );
    return 0;
  },
};

/** What to erase. @throws ConfigError */
function targetOf(positionals: readonly string[], all: boolean): Forgotten {
  const [target, surplus] = positionals;
  if (surplus !== undefined || (all && target !== undefined)) throw new ConfigError(forget.usage);
  if (target === undefined) return all ? 'all' : 'finished';
  const email = normaliseEmail(target);
  if (email) return { email };
  const domain = normaliseDomain(target);
  if (domain) return { domain };
  throw new ConfigError(
    `forget: ${JSON.stringify(target)} is neither an e-mail address nor a domain. Example: snovio-mcp forget jane@acme.example`,
  );
}
