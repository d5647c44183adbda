import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, expiry } from '../../src/spending/rules/keeping.ts';
import { startHarness } from '../harness.ts';
import { read } from './pages.ts';

// PRIVACY.md is a promise: what a server that has worked leaves on the disk is what the page lists.

const page = read('PRIVACY.md');
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-privacy-'));
  const env = { SNOVIO_STATE_DIR: folder, SNOVIO_PLAN: 'starter', SNOVIO_API_GENERATION: 'v1' };
  await using h = await startHarness({ env });
  await h.call('verify_emails', { emails: ['mara.lindqvist@acme.example'] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every file that the server leaves is listed', () => {
  const files = readdirSync(folder);
  expect(files).toContain('ledger.db');
  // Two of SQLite's own stand beside each while a server runs, which the page says too.
  const own = files.filter(name => !/-(wal|shm)$/.test(name));
  expect(own.filter(name => !page.includes(`| \`${name}\``))).toEqual([]);
});

test.each(['ledger.db', 'pace.db'])('every table of %s is listed, with how long it is kept', name => {
  const db = new DatabaseSync(join(folder, name), { readOnly: true });
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(row => row.name);
  db.close();
  expect(tables.length).toBeGreaterThan(2);
  const rows = page.split('\n').filter(line => line.startsWith(`| \`${name}\`, table`));
  const missing = tables.filter(table => !rows.some(row => row.split('|')[1]?.includes(`\`${table}\``)));
  expect(missing).toEqual([]);
  for (const row of rows) expect(row.split('|')[3]?.trim()).not.toBe('');
});

test('answers are kept as long as it says', () => {
  const kept = (question: 'find' | 'verify', miss: boolean) =>
    Math.round(expiry(question, 30, miss, 0) / DAY_MS);
  expect(page).toContain(
    `\`SNOVIO_LEDGER_DAYS\` (${kept('find', false)}) days; verifications at most ${kept('verify', false)}, unpaid misses ${kept('find', true)}.`,
  );
});
