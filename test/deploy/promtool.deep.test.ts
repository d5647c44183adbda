import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ROOT } from '../docs/pages.ts';

// Debian has promtool in its package prometheus.
const run = (...args: string[]) => spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8' });
const isInstalled = run('--version').error === undefined;
if (!isInstalled) console.warn('No promtool here: what Prometheus says of deploy/ is left out.');

test.skipIf(!isInstalled).each([
  ['check', 'config', '--syntax-only', 'deploy/prometheus.yaml'],
  ['check', 'rules', 'deploy/alerts.yaml'],
  ['test', 'rules', 'test/deploy/alerts.promtool.yaml'],
])('promtool %s %s has nothing against what is deployed', (...args) => {
  const { status, stdout, stderr } = run(...args);
  expect(status, `${stdout}${stderr}`).toBe(0);
});
