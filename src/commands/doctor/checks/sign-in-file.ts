import { statSync } from 'node:fs';
import { ConfigError } from '../../../config/config-error.ts';
import type { Config } from '../../../config/settings.ts';
import { signInProblems, vaultProblems } from '../../../config/sign-in/problems.ts';
import { readSignInFile, SignInFileError } from '../../../config/sign-in/sign-in-file.ts';
import { fileRemedy } from '../file-remedy.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

/** Checks what the HTTP server's sign-in is set to, and its own file of people, where there is one. */
export async function checkSignIn(config: Config): Promise<Finding[]> {
  const { signInFile: path } = config;
  const together = [...signInProblems(config), ...vaultProblems(config)].map(problem =>
    fail('configuration', problem, 'Correct these variables or flags.'),
  );
  if (path === undefined) return together;
  return [...together, ...checkFile(path), ...checkPermissions(path), ...(await checkPackage())];
}

function checkFile(path: string): Finding[] {
  try {
    const { people, clients } = readSignInFile(path);
    const named = people.length === 1 ? '1 person' : `${people.length} people`;
    const from = clients ? `clients of ${clients.join(', ')}` : 'clients of any public host';
    return [ok('configuration', `the sign-in file ${path}: ${named}, ${from}`)];
  } catch (error) {
    if (!(error instanceof SignInFileError)) throw error;
    // The first names the file.
    const [, ...problems] = error.problems;
    return problems.map(problem =>
      fail('configuration', `${path}: ${problem}`, fileRemedy(problem, 'docs/sign-in.md')),
    );
  }
}

/** Who writes the file signs in as anybody; who reads it can try passwords as fast as they like. */
function checkPermissions(path: string): Finding[] {
  const mode = process.platform === 'win32' ? 0 : (statSync(path, { throwIfNoEntry: false })?.mode ?? 0);
  const danger =
    mode & 0o022 ? 'change who may sign in' : mode & 0o044 ? 'read the hashes of passwords' : undefined;
  if (danger === undefined) return [];
  const text = `Others on this machine can ${danger} in ${path} (mode ${(mode & 0o777).toString(8)}).`;
  return [warn('configuration', text, `Unless that is wanted: chmod 600 ${JSON.stringify(path)}`)];
}

async function checkPackage(): Promise<Finding[]> {
  try {
    const { loadProviderPackage } = await import('../../../http/sign-in/load-package.ts');
    await loadProviderPackage();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = 'Install it where snovio-mcp is installed; the container image has it.';
    return error.problems.map(problem => fail('configuration', problem, remedy));
  }
}
