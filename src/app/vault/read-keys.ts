import { spawn } from 'node:child_process';
import { vaultSecrets } from '../../config/schemas.ts';
import { type Config, ConfigError } from '../../config/settings.ts';
import { type VaultKey, vaultKeys } from './keys.ts';

/** How long the command may take: a server that starts is waited for, but not for ever. */
const COMMAND_MS = 20_000;
const MAX_BYTES = 65_536;

/**
 * The keys of the vault, from the configuration or from what its command prints; undefined: there is no vault.
 * @throws ConfigError, which shows nothing of what was printed
 */
export async function readVaultKeys(
  { vaultKey, vaultKeyCommand: command }: Pick<Config, 'vaultKey' | 'vaultKeyCommand'>,
  maxMs = COMMAND_MS,
): Promise<readonly VaultKey[] | undefined> {
  if (vaultKey && command)
    throw new ConfigError(
      'SNOVIO_VAULT_KEY_COMMAND: SNOVIO_VAULT_KEY is set too. Only one of them can be right.',
    );
  if (vaultKey) return vaultKeys(vaultKey);
  if (!command) return undefined;
  const printed = vaultSecrets.safeParse((await outputOf(command, maxMs)).split(/[\s,]+/).join(','));
  if (printed.success) return vaultKeys(printed.data);
  throw new ConfigError(`SNOVIO_VAULT_KEY_COMMAND: what it prints ${printed.error.issues[0]?.message}.`);
}

/** What it says on stderr goes to that of the server: it is for whoever runs it. */
function outputOf(command: string, maxMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the shell has started ends with it.
    const isGroup = process.platform !== 'win32';
    const child = spawn(command, { shell: true, detached: isGroup, stdio: ['ignore', 'pipe', 'inherit'] });
    const fail = (problem: string) => {
      clearTimeout(timer);
      reject(new ConfigError(`SNOVIO_VAULT_KEY_COMMAND: it ${problem}.`));
    };
    const end = (problem: string) => {
      fail(problem);
      child.stdout.destroy();
      try {
        if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const timer = setTimeout(() => end(`did not end within ${maxMs / 1000} s`), maxMs);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', part => {
      text += part;
      if (text.length > MAX_BYTES) end('prints more than keys');
    });
    child.once('error', error => fail(`cannot be run (${(error as NodeJS.ErrnoException).code})`));
    child.once('close', code => {
      if (code !== 0) return fail(`ended with ${code}`);
      clearTimeout(timer);
      resolve(text);
    });
  });
}
