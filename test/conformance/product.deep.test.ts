import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InProcessServer, startInProcess } from '../http/in-process.ts';
import { conformance } from './suite.ts';

// The scenarios of the official suite that need no fixtures, against the product itself with all of its tools.

let server: InProcessServer;
beforeAll(async () => {
  server = await startInProcess({ env: { SNOVIO_TOOLSETS: 'all' } });
});
afterAll(() => server[Symbol.asyncDispose]());

const GENERIC = ['tools-list', 'resources-list', 'prompts-list', 'dns-rebinding-protection'];
const of = (revision: string | undefined, scenarios: readonly string[]) =>
  scenarios.map((scenario): [string, string | undefined] => [scenario, revision]);
const SCENARIOS = [
  ...of('2025-11-25', [...GENERIC, 'ping', 'server-initialize']),
  ...of('2026-07-28', [...GENERIC, 'sep-2164-resource-not-found', 'caching', 'http-header-validation']),
  ...of(undefined, ['sep-2640-skills-directory', 'sep-2640-skills-enumeration', 'sep-2640-skills-manifest']),
];

test.each(SCENARIOS)('%s (%s)', { timeout: 180_000 }, async (scenario, revision) => {
  const args = revision === undefined ? [] : ['--spec-version', revision];
  const { code, output } = await conformance(server.port, '--scenario', scenario, ...args);
  const [, passed, all] = /^Passed: (\d+)\/(\d+), 0 failed/m.exec(output) ?? [];
  expect(Number(passed), output).toBeGreaterThan(0);
  expect(passed).toBe(all);
  expect(code).toBe(0);
});
