import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Installs what a folder with a lock file of its own needs, unless that is there already: `node scripts/packages.ts FOLDER`.
// What one test or command needs is not installed for everybody who tries the program.

const [folder = ''] = process.argv.slice(2);
const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
const installed = join(folder, 'node_modules', '.installed-lock.json');

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  process.stderr.write(`Installing what ${folder} needs …\n`);
  // npm names its own program. On Windows `npm` is a script, which cannot be started without a shell.
  const { npm_execpath: npm } = process.env;
  const [command, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  try {
    execFileSync(command, [...before, 'ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  } catch {
    process.stderr.write(
      `What ${folder} needs could not be installed. It comes from the npm registry: is it in reach?\n`,
    );
    process.exit(1);
  }
  writeFileSync(installed, lock);
}
