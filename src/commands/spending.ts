import { openStore } from '../app/open-store.ts';
import { stateDirOf } from '../config/settings.ts';
import { MEMORY } from '../spending/sqlite/database.ts';
import type { Command } from './command.ts';
import { tableLines } from './terminal/table.ts';
import { FORM_FLAGS, isForPeople } from './terminal/terminal.ts';

/** Of the hash that stands for a person or a token, as much as the audit log shows. */
const HASH = /^((?:subject|token) [0-9a-f]{8})[0-9a-f]+$/;

export const spending: Command = {
  summary: 'who has spent how many credits, where an access file says who may',
  usage: 'Usage: snovio-mcp spending [--json] [flags]',
  help: `Lists the principals, people and teams of the HTTP server's access file with the credits that each has spent or reserved, by the
ledger on this machine or in the database. A payment counts among the person and each of their teams.`,
  options: FORM_FLAGS,
  settings: ['storage'],
  examples: ['snovio-mcp spending', 'snovio-mcp spending --json'],
  run: async ({ flags, config: read, terminal }) => {
    const config = read();
    const isKept = config.databaseUrl !== undefined || stateDirOf(config) !== MEMORY;
    const { store, place } = isKept ? await openStore(config) : { store: undefined, place: '' };
    const all = (await store?.spentByHolder().finally(() => store.close())) ?? [];
    const rows = all.map(({ holder, ...credits }) => ({ who: holder.replace(HASH, '$1'), ...credits }));
    const cells = rows.map(({ who, ...credits }) => [
      { text: who },
      { text: String(credits.last24Hours) },
      { text: String(credits.last30Days) },
    ]);
    const lines = !isForPeople(terminal, flags)
      ? [JSON.stringify(rows, null, 2)]
      : rows.length === 0
        ? [`Nobody of an access file has spent anything in the last 30 days${place && `, by ${place}`}.`]
        : (tableLines(['who', 'credits in 24 hours', 'in 30 days'], cells, terminal) ??
          rows.map(({ who, last24Hours, last30Days }) => `${who}: ${last24Hours}, ${last30Days}`));
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  },
};
