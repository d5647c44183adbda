import { type Config, SETTINGS } from '../../config/settings.ts';
import { VERSION } from '../../config/version.ts';
import { changedSettings } from './checks/configuration.ts';
import type { CheckResults } from './run-checks.ts';

/**
 * The results as JSON that a user can attach to a bug report: versions, names of settings, codes and shapes. Texts of
 * findings are left out, since they hold paths, hosts and the balance.
 */
export function formatReport({ findings, probed, config }: CheckResults): string {
  const report = {
    'snovio-mcp': VERSION,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    ...(config && {
      target: targetOf(config),
      set: changedSettings(config),
      generation: config.generation,
      proxy: config.proxy !== undefined,
    }),
    findings: findings.map(({ id, state, code, httpStatus }) => ({ id, state, code, httpStatus })),
    probed,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Another URL is not named: it may be private. */
function targetOf({ sandbox, apiUrl }: Config): string {
  if (sandbox) return 'sandbox';
  return apiUrl === SETTINGS.apiUrl.fallback ? 'Snov.io' : 'another URL';
}
