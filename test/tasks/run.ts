import { spawnSync } from 'node:child_process';
import { runCommand } from './command.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  input: process.stdin,
  say: text => process.stdout.write(`${text}\n`),
  build: () => {
    // What it says is no part of the command's output.
    const stdio = ['ignore', process.stderr, process.stderr] as const;
    const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
      stdio: [...stdio],
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error('The build has failed: npm run build');
  },
});
// A terminal that is still open must not keep the process.
process.stdin.destroy();
