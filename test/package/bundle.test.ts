import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from '../commands/kit.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('bundle/manifest.json'));
const registry = JSON.parse(read('server.json'));

test('versions are in step', () => {
  const { version } = packageJson;
  expect(manifest.version).toBe(version);
  expect(registry.version).toBe(version);
  expect(registry.packages.map((entry: { version: string }) => entry.version)).toEqual([version]);
  expect(JSON.parse(read('package-lock.json')).version).toBe(version);
});

test('the desktop bundle asks for the credentials as secrets, and for limits, tools and sending', () => {
  const asked = Object.entries(manifest.user_config as Record<string, { sensitive?: boolean }>);
  expect(asked.filter(([, option]) => option.sensitive).map(([name]) => name)).toEqual([
    'client_id',
    'client_secret',
  ]);
  expect(asked.map(([name]) => name)).toEqual(
    expect.arrayContaining(['sandbox', 'max_credits_per_call', 'max_credits_per_day', 'max_credits']),
  );
  expect(asked.map(([name]) => name)).toEqual(expect.arrayContaining(['toolsets', 'allow_sending']));
});

test('workflows run the same steps as a contributor', () => {
  const check = read('.github/workflows/check.yml');
  for (const step of ['.ci/run', 'scripts/test-here.sh', 'scripts/pack.sh', 'node: [22, 24, 26]'])
    expect(check).toContain(step);
  const release = read('.github/workflows/release.yml');
  for (const step of [
    '.ci/run',
    'scripts/pack.sh',
    'scripts/pack-image.sh',
    'npm publish',
    'mcp-publisher publish',
  ])
    expect(release).toContain(step);
  for (const script of ['scripts/test-here.sh', 'scripts/pack.sh', 'scripts/pack-image.sh'])
    expect(statSync(join(ROOT, script)).mode & 0o111).not.toBe(0);
});
