import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAIN } from './kit.ts';
import {
  charges,
  configured,
  path,
  start,
  theSandbox,
  useRun,
  validEmails,
  verify,
  write,
} from './run-kit.ts';

useRun();

/** util-linux's `script` gives a program a terminal of its own; that of other systems takes other flags. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
if (!hasScript) console.warn('Not tested: there is no script of util-linux here, so no terminal.');

const ARGS = ['verify_emails', '--csv', 'in.csv', '--out', 'out.csv'];
const QUESTION = 'Spend up to 30 credits. Go on? [y/N] ';

/** Runs the flow on a terminal, and types as soon as the screen shows something. @returns the exit code and the screen */
async function onTerminal(shown: string, typed: string) {
  const words = [process.execPath, MAIN, 'run', ...ARGS].map(word => `'${word}'`).join(' ');
  const script = ['-qefc', `exec ${words}`, '/dev/null'];
  const child = spawn('script', script, {
    cwd: path(),
    env: configured(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.on('data', text => {
    const had = screen.includes(shown);
    screen += text;
    if (!had && screen.includes(shown)) child.stdin.write(typed);
  });
  const code = await new Promise(resolve => child.on('close', resolve));
  return { code, screen };
}

test.skipIf(!hasScript)('a terminal is asked before anything is spent: yes', async () => {
  write('in.csv', `email\n${validEmails(30)}\n`);
  const { code, screen } = await onTerminal(QUESTION, 'y\n');
  expect(screen).toContain('out.csv: 30 rows, 30 valid. Credits spent: 30.');
  expect(code).toBe(0);
});

test.skipIf(!hasScript).each([
  ['no', 'n\n'],
  ['nothing', '\n'],
  ['Ctrl-C', '\u0003'],
  ['the end of the input', '\u0004'],
])('whoever answers with %s spends nothing, and no file is left', async (_, typed) => {
  write('in.csv', `email\n${validEmails(30)}\n`);
  const { code, screen } = await onTerminal(QUESTION, typed);
  expect(screen).toContain('Nothing was spent, and nothing written.');
  expect(code).toBe(1);
  expect(charges()).toBe(0);
  expect(readdirSync(path()).sort()).toEqual(['in.csv', 'state']);
});

test('the second Ctrl-C leaves at once, says so, and costs nothing twice', async () => {
  write('in.csv', `email\n${validEmails(20)}\n`);
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const on = (stage: string) => {
    if (stage !== 'charged') return undefined;
    asked.resolve();
    return held.promise;
  };
  theSandbox().faults.add({ path: '/v2/email-verification/start', kind: 'pass', on });
  const { child, ended } = start([...ARGS, '--yes']);
  const left = new Promise(resolve => child.on('exit', (_, signal) => resolve(signal)));
  await asked.promise;
  child.kill('SIGINT');
  await new Promise<void>(resolve =>
    child.stderr.on('data', text => String(text).includes('Ctrl-C again leaves at once') && resolve()),
  );
  child.kill('SIGINT');
  expect(await left).toBe('SIGINT');
  held.resolve();
  const { stderr } = await ended;
  expect(stderr).toMatch(
    /Left at once: 0 of 20 rows are done, .* What was just being paid for may be in doubt\.\n/,
  );
  expect(existsSync(path('out.csv.part'))).toBe(true);
  expect(await verify('--yes')).toMatchObject({ code: 0 });
  const items = theSandbox().charges.map(({ item }) => item);
  expect(items).toHaveLength(new Set(items).size);
}, 60_000);
