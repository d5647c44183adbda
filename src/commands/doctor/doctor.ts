import { writeFileSync } from 'node:fs';
import { ConfigError } from '../../config/settings.ts';
import { SnovioError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { examine } from './examine.ts';
import { lineOf } from './finding.ts';
import type { Probed } from './probe.ts';
import { reportOf } from './report.ts';

export const doctor: Command = {
  usage: 'Usage: snovio-mcp doctor [--probe] [--report FILE] [flags]',
  help: `Checks Node.js, configuration, state directory, network, clock and credentials, tells the balance, and what to do
about whatever is wrong. Spends nothing. Exit code 0 only if all is well.
--probe also reads from every free method and compares the answers with the reference; --report FILE writes what a bug
report needs, without personal data.`,
  options: { probe: { type: 'boolean' }, report: { type: 'string' } },
  run: async ({ flags, positionals, config }) => {
    if (positionals.length > 0) throw new ConfigError(doctor.usage);
    const examination = await examine(config, { probe: flags.probe === true }, finding =>
      process.stdout.write(lineOf(finding)),
    );
    for (const one of examination.probed) process.stdout.write(probeLine(one));
    if (typeof flags.report === 'string') write(flags.report, reportOf(examination));
    const well =
      examination.findings.every(one => one.state !== 'fail') &&
      examination.probed.every(one => one.outcome !== 'failed');
    return well ? 0 : 1;
  },
};

function probeLine({ method, outcome, detail }: Probed): string {
  return `${outcome.padEnd(12)}  ${method}${detail && `: ${detail}`}\n`;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new SnovioError('invalid_input', { message: `--report: ${path} cannot be written.`, cause });
  }
  process.stdout.write(`Report: ${path}\n`);
}
