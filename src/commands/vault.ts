import { openStore } from '../app/open-store.ts';
import { readVaultKeys } from '../app/vault/read-keys.ts';
import { Vault } from '../app/vault/vault.ts';
import { ConfigError } from '../config/settings.ts';
import type { Command, Subject } from './command.ts';
import { tableLines } from './terminal/table.ts';
import { FORM_FLAGS, isForPeople } from './terminal/terminal.ts';

const WORDS = {
  list: 'whose accounts are kept, since when, and with which key',
  rotate: 'encrypts all entries with the first key, so that the older ones can go',
  remove: 'deletes the entry of a person, named as in the list and the audit log',
} as const;

const subject: Subject = {
  noun: 'word',
  listedBy: 'snovio-mcp vault --help',
  choices: async () => Object.entries(WORDS).map(([name, meaning]) => ({ name, meaning })),
};

export const vault: Command = {
  summary: 'the accounts that signed-in people have connected to the HTTP server',
  usage: 'Usage: snovio-mcp vault list|rotate|remove [SUBJECT] [--json] [flags]',
  help: `Lists the accounts that signed-in people have connected to the HTTP server, encrypts them with another key, or deletes one.
Needs the server's SNOVIO_VAULT_KEY (or its command) and store. No credentials are shown.`,
  options: FORM_FLAGS,
  subject,
  mostArguments: 2,
  settings: ['storage'],
  examples: ['snovio-mcp vault list', 'snovio-mcp vault rotate', 'snovio-mcp vault remove 4f0c12ab'],
  run: async ({ flags, positionals, config: read, terminal }) => {
    const [word, name] = positionals;
    if (word === undefined) throw new ConfigError(vault.usage);
    if (word !== 'remove' && name !== undefined)
      throw new ConfigError(`vault ${word}: it takes no name. ${vault.usage}`);
    const config = read();
    const keys = await readVaultKeys(config);
    if (!keys) throw new ConfigError('vault: SNOVIO_VAULT_KEY is not set, so there is none.');
    const person = word === 'remove' ? personIn(name) : undefined;
    const { store } = await openStore(config);
    const opened = new Vault(store.vault, keys);
    try {
      if (word === 'rotate') return await rotate(opened);
      if (person !== undefined) return await remove(opened, person);
      const rows = (await opened.entries()).map(({ person: whose, at, isCurrent, opens }) => ({
        who: nameOf(whose),
        since: new Date(at).toISOString(),
        key: opens ? (isCurrent ? 'current' : 'older') : 'none of these',
      }));
      const cells = rows.map(row => Object.values(row).map(text => ({ text })));
      const lines = isForPeople(terminal, flags)
        ? (tableLines(['who', 'since', 'key'], cells, terminal) ?? rows.map(({ who }) => who))
        : [JSON.stringify(rows, null, 2)];
      process.stdout.write(`${lines.join('\n')}\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
};

async function rotate(opened: Vault): Promise<number> {
  const { rotated, closed } = await opened.rotate();
  process.stdout.write(
    `Encrypted ${rotated === 1 ? '1 entry' : `${rotated} entries`} with the current key.\n`,
  );
  for (const person of closed)
    process.stderr.write(`snovio-mcp: no key of these opens the entry of ${nameOf(person)}\n`);
  return closed.length === 0 ? 0 : 1;
}

async function remove(opened: Vault, start: string): Promise<number> {
  const found = (await opened.entries()).filter(({ person }) => person.startsWith(start));
  const [one] = found;
  if (!one || found.length > 1) {
    process.stderr.write(
      `snovio-mcp: ${found.length === 0 ? 'nobody' : 'more than one'} of the vault begins with ${start}; nothing was removed\n`,
    );
    return 1;
  }
  await opened.disconnect(one.person);
  process.stdout.write(`Removed the entry of ${nameOf(one.person)}.\n`);
  return 0;
}

/** As the audit log has it: enough to tell people apart. */
function nameOf(person: string): string {
  return `subject ${person.slice(0, 8)}`;
}

/** @throws ConfigError */
function personIn(name: string | undefined): string {
  if (name !== undefined && /^[0-9a-f]{8,64}$/.test(name)) return name;
  throw new ConfigError(
    'vault remove: name a person by at least the eight digits behind "subject". Example: snovio-mcp vault remove 4f0c12ab',
  );
}
