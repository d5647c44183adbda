import { writeFileSync } from 'node:fs';
import { type Environment, environment, readConfig, readPartly } from '../../config/settings.ts';
import { SnovioError } from '../../errors.ts';
import type { Command, Commands } from '../command.ts';
import { thisMachine } from '../init/config-folder.ts';
import { FORM_FLAGS, isForPeople } from '../terminal/terminal.ts';
import { BARE_COMMAND, parseFlags } from '../usage/parse-flags.ts';
import { formatFinding } from './finding.ts';
import { formatProbeResult } from './probe.ts';
import { formatReport } from './report.ts';
import { type CheckResults, runChecks } from './run-checks.ts';

export const doctor: Command = {
  summary: 'check configuration, credentials, clock and reachability',
  usage: 'Usage: snovio-mcp doctor [--probe] [--report FILE] [flags]',
  help: `Checks Node.js, configuration, the hosts' files, state directory, network, clock and credentials, tells the balance, and
what to do about whatever is wrong: in a terminal line by line, else as JSON. Spends nothing. Exit code 0 if nothing
fails; warnings do not count.`,
  options: {
    ...FORM_FLAGS,
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
  run: async ({ flags, terminal, commands }) => {
    const tell = isForPeople(terminal, flags) ? (text: string) => process.stdout.write(text) : () => {};
    const env = environment();
    const results = await runChecks(
      () => readConfig(flags, env),
      {
        ...{ probe: flags.probe === true, env, hosts: hostsOf(env, commands) },
        readRest: () => readPartly(flags, env).config,
      },
      finding => tell(formatFinding(finding, terminal)),
    );
    for (const result of results.probed) tell(formatProbeResult(result, terminal));
    const isWell = isAllWell(results);
    const { findings, probed } = results;
    if (!isForPeople(terminal, flags))
      process.stdout.write(`${JSON.stringify({ ok: isWell, findings, probed }, null, 2)}\n`);
    if (typeof flags.report === 'string') {
      writeReport(flags.report, results);
      tell(`Report: ${flags.report}\n`);
    }
    return isWell ? 0 : 1;
  },
};

/** This machine's hosts, and how their servers read the flags that stand in their files. */
function hostsOf(env: Environment, commands: Commands) {
  const machine = thisMachine(env);
  const readFlags = async (words: readonly string[]) => {
    const { flags } = await parseFlags(words, BARE_COMMAND, { options: {} }, commands);
    return flags;
  };
  return { machine, readFlags };
}

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
}
