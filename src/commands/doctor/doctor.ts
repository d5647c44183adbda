import { writeFileSync } from 'node:fs';
import { environment, readConfig } from '../../config/settings.ts';
import { SnovioError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { formatFinding } from './finding.ts';
import { formatProbeResult } from './probe.ts';
import { formatReport } from './report.ts';
import { type CheckResults, runChecks } from './run-checks.ts';

export const doctor: Command = {
  summary: 'check configuration, credentials, clock and reachability',
  usage: 'Usage: snovio-mcp doctor [--probe] [--report FILE] [flags]',
  help: `Checks Node.js, configuration, state directory, network, clock and credentials, tells the balance, and what to do
about whatever is wrong. Spends nothing. Exit code 0 only if all is well.`,
  options: {
    probe: {
      type: 'boolean',
      description: 'also read from every free method, and compare the answers with the reference',
    },
    report: {
      type: 'string',
      value: 'FILE',
      isFile: true,
      description: 'write what a bug report needs, without personal data',
    },
  },
  examples: ['snovio-mcp doctor', 'snovio-mcp doctor --probe --report report.json'],
  run: async ({ flags }) => {
    const env = environment();
    const results = await runChecks(
      () => readConfig(flags, env),
      { probe: flags.probe === true, env },
      finding => process.stdout.write(formatFinding(finding)),
    );
    for (const result of results.probed) process.stdout.write(formatProbeResult(result));
    if (typeof flags.report === 'string') writeReport(flags.report, results);
    return isAllWell(results) ? 0 : 1;
  },
};

/** Warnings and differing answers leave the server usable. */
function isAllWell({ findings, probed }: CheckResults): boolean {
  return (
    findings.every(finding => finding.state !== 'fail') && probed.every(result => result.outcome !== 'failed')
  );
}

function writeReport(path: string, results: CheckResults): void {
  const text = formatReport(results);
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new SnovioError('invalid_input', { message: `--report: ${path} cannot be written.`, cause });
  }
  process.stdout.write(`Report: ${path}\n`);
}
