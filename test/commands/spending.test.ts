import { expect, test } from 'vitest';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { stateDirectory } from '../faults/kit.ts';
import { entry, payer, VERIFY } from '../spending/payments.ts';
import { runCommand } from './in-process.ts';

const PERSON = `subject ${'0123456789abcdef'.repeat(4)}`;

test('spending lists who has spent what, people by a part of their hash', async () => {
  using state = stateDirectory();
  const store = new SqliteStore(state.path, 30);
  const holders = [{ name: PERSON }, { name: 'team sales', day: 5 }];
  await store.claim(VERIFY, [entry('a', { credits: 2, holders }), entry('b')], payer);
  await store.close();
  const env = { SNOVIO_STATE_DIR: state.path };
  const { code, stdout } = await runCommand(['spending', '--json'], { env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    { who: 'subject 01234567', last24Hours: 2, last30Days: 2 },
    { who: 'team sales', last24Hours: 2, last30Days: 2 },
  ]);
  expect((await runCommand(['spending', '--text'], { env })).stdout).toMatch(/team sales +2 +2\n/);
});

test('spending says that nobody has spent anything, also where nothing is kept', async () => {
  const run = (...args: string[]) =>
    runCommand(['spending', ...args], { env: { SNOVIO_STATE_DIR: ':memory:' } });
  expect((await run('--text')).stdout).toBe(
    'Nobody of an access file has spent anything in the last 30 days.\n',
  );
  expect((await run('--json')).stdout).toBe('[]\n');
});
