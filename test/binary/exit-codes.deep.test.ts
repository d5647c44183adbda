import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { read } from '../docs/pages.ts';
import { ended, run, start } from './binary.ts';

const SANDBOX = ['--sandbox', '--sandbox-speed', '60', '--rate-window-ms', '1000'];
const people = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ firstName: 'Ada', lastName: `B${n}`, domain: 'acme.example' }));
const folder = mkdtempSync(join(tmpdir(), 'snovio-codes-'));
const broken = join(folder, 'broken.json');
writeFileSync(broken, '{"domain":');

/** Command lines by the exit code that the documentation promises for them. */
const ENDS: [code: number, what: string, args: string[], env?: Record<string, string>][] = [
  [0, 'a list', ['tools']],
  [0, 'an answer', ['call', 'get_balance', ...SANDBOX]],
  [0, 'help', ['call', '--help']],
  [1, 'refused', ['call', 'change_recipient_status', ...SANDBOX, ...paused('nobody@acme.example')]],
  [1, 'not found', ['call', 'get_prospect_by_id', '{"id":"7"}', ...SANDBOX]],
  [1, 'stopped by a limit', ['call', 'find_emails', JSON.stringify({ people: people(30) }), ...SANDBOX]],
  [1, 'a check of doctor that failed', ['doctor']],
  [2, 'an unknown command', ['serve-me']],
  [2, 'an unknown flag', ['--sandbux']],
  [2, 'an unknown tool', ['call', 'get_balanse', ...SANDBOX]],
  [2, 'a tool that the configuration leaves out', ['call', 'list_warm_ups', ...SANDBOX]],
  [2, 'arguments that are no JSON', ['call', 'get_balance', '{balance}', ...SANDBOX]],
  [2, 'a file that is no JSON', ['call', 'count_domain_emails', `@${broken}`, ...SANDBOX]],
  [2, 'a file that is not there', ['call', 'count_domain_emails', '@no/such.json', ...SANDBOX]],
  [2, 'an unknown argument', ['call', 'count_domain_emails', '--arg', 'domian=a.example', ...SANDBOX]],
  [2, 'a wrong value', ['call', 'count_domain_emails', '--arg', 'domain=not a domain', ...SANDBOX]],
  [2, 'a setting that is wrong', ['call', 'get_balance'], { SNOVIO_PLAN: 'gold' }],
  [2, 'no credentials', ['call', 'get_balance']],
  [
    2,
    'a state directory that nobody can make',
    ['call', 'get_balance', ...SANDBOX, '--state-dir', `${broken}/x`],
  ],
];

function paused(email: string): string[] {
  return ['--arg', `email=${email}`, '--arg', 'campaignId=Q4', '--arg', 'status=paused'];
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

test('the table of exit codes has those that are tried here, and no others', () => {
  const [, table = ''] = read('docs/command-line.md').split('| exit code | means |');
  const documented = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(
    ([, codes = '']) => codes.split(',').map(Number),
  );
  expect(documented).toEqual([...new Set(ENDS.map(([code]) => code)), ...Object.values(SIGNALS)]);
});

test.each(ENDS)('%i: %s', async (expected, _, args, env = {}) => {
  const { code, stdout, stderr } = await run(args, { env });
  expect({ code, stderr }).toEqual({ code: expected, stderr: expect.any(String) });
  if (expected === 2)
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: expect.stringMatching(/^snovio-mcp: /) });
});

describe('a signal', () => {
  test.each(Object.entries(SIGNALS))('%s: %i', async (signal, expected) => {
    const sandbox = await startSandbox();
    sandbox.faults.add({ path: '/v1/get-balance', kind: 'hang' });
    const env = { SNOVIO_API_URL: sandbox.url, SNOVIO_CLIENT_ID: 'sandbox', SNOVIO_CLIENT_SECRET: 'sandbox' };
    const child = start(['call', 'get_balance'], { env });
    const end = ended(child);
    await expect.poll(() => sandbox.requests.length, { timeout: 20_000 }).toBe(2);
    child.kill(signal as NodeJS.Signals);
    expect((await end).code).toBe(expected);
    await sandbox.close();
  });
});
