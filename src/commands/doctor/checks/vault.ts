import { readVaultKeys } from '../../../app/vault/read-keys.ts';
import { Vault } from '../../../app/vault/vault.ts';
import { type Config, ConfigError } from '../../../config/settings.ts';
import type { Store } from '../../../spending/store.ts';
import { type Finding, fail, warn } from '../finding.ts';

/** Checks that the keys of the vault open the accounts that people have connected. */
export async function checkVault(config: Config, store: Store): Promise<Finding[]> {
  try {
    const keys = await readVaultKeys(config);
    if (!keys) return [];
    const entries = await new Vault(store.vault, keys).entries();
    const closed = entries.filter(({ opens }) => !opens).length;
    if (closed === 0) return [];
    const text = `Connected accounts that no key of the vault opens: ${closed} of ${entries.length}. Their people are asked to connect them again.`;
    return [warn('credentials', text, 'Put the key from before behind the new one, separated by a comma.')];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(problem => fail('configuration', problem, 'Correct this variable.'));
  }
}
