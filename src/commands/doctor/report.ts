import { VERSION } from '../../config/version.ts';
import type { Examination } from './examine.ts';
import { settingsOf } from './machine.ts';

/**
 * What a user can attach to a bug report: versions, names of settings, codes and shapes; no credentials, no balance, no
 * paths, nothing of anybody's data.
 */
export function reportOf({ findings, probed, config }: Examination): string {
  const report = {
    'snovio-mcp': VERSION,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    ...(config && {
      target: config.sandbox
        ? 'sandbox'
        : config.apiUrl === 'https://api.snov.io'
          ? 'Snov.io'
          : 'another URL',
      set: settingsOf(config),
      generation: config.generation,
      proxy: config.proxy !== undefined,
    }),
    findings: findings.map(({ id, state, code, httpStatus }) => ({ id, state, code, httpStatus })),
    probed,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
