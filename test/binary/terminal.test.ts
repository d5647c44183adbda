import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bareEnv, ended, MAIN, run, start } from './binary.ts';

describe('in a real terminal', () => {
  const hasScript = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux');
  const typed = (...args: string[]) =>
    ended(
      spawn('script', ['-qec', [process.execPath, MAIN, ...args].join(' '), '/dev/null'], {
        env: { ...bareEnv(), TERM: 'xterm' },
      }),
    );

  test.skipIf(!hasScript)('the bare command says what it is and what to do', async () => {
    const { code, stdout } = await typed();
    expect(code).toBe(0);
    for (const step of ['call get_balance --sandbox', 'init ', 'doctor', 'stdio', 'No credentials'])
      expect(stdout).toContain(step);
  });

  test.skipIf(!hasScript)('a table has colours', async () => {
    const { code, stdout } = await typed('tools', '--toolsets', 'account');
    expect(code).toBe(0);
    expect(stdout).toContain('get_balance');
    expect(stdout).toContain('\u001b[1mtool');
  });
});

test('the bare command and stdio serve where there is no terminal', async () => {
  const input = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`;
  for (const args of [[], ['stdio']]) {
    const { code, stdout } = await run([...args, '--sandbox'], { input });
    expect({ code, answer: JSON.parse(stdout) }).toMatchObject({ code: 0, answer: { id: 1 } });
  }
});

test('a reader that has enough, such as head, is not an error', async () => {
  const child = start(['help', 'run']);
  const end = ended(child);
  child.stdout?.destroy();
  expect(await end).toMatchObject({ code: 0, stderr: '' });
});
