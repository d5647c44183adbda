import { resolve } from 'node:path';
import { openApp } from '../../app/app.ts';
import { type Config, ConfigError } from '../../config/settings.ts';
import { hasCode, SnovioError } from '../../errors.ts';
import { selectTools } from '../../mcp/select-tools.ts';
import type { SpendingReport } from '../../spending/report.ts';
import type { Tool } from '../../tool.ts';
import type { Command, Invocation } from '../command.ts';
import { DEFAULT_WAIT_SECONDS } from '../serve.ts';
import { FLOWS, type Flow, type FlowOptions } from './flows.ts';
import { Output } from './output.ts';
import { priceOf } from './price.ts';
import { Progress } from './progress.ts';
import type { Ran } from './runner.ts';
import { runAll } from './runner.ts';
import { Table } from './table.ts';

/** `map` may be given several times. */
const OPTIONS = {
  csv: { type: 'string', multiple: false },
  out: { type: 'string', multiple: false },
  map: { type: 'string', multiple: true },
  list: { type: 'string', multiple: false },
  'on-existing': { type: 'string', multiple: false },
  'confirm-sending': { type: 'boolean', multiple: false },
} as const;

const NAMES = Object.keys(FLOWS).join('|');

export const run: Command = {
  usage: `Usage: snovio-mcp run ${NAMES} --csv IN --out OUT [--max-credits N] [--map field=column …]`,
  help: `Runs a flow over a file of any length. The output keeps the input's columns and adds its own, named snovio_…
Interrupted by Ctrl-C or a crash, the same command goes on where it was; nothing is paid for twice.
Columns are found by their usual names or by --map, e.g. --map "email=Work mail" or --map "email=#3".
--max-credits N is what the run may spend; without it, a run that could cost more than
SNOVIO_MAX_CREDITS_PER_CALL only tells its price. save_prospects is free and takes --list ID or name,
--on-existing skip|update and --confirm-sending (for a list that feeds a running campaign).`,
  options: OPTIONS,
  run: async invocation => {
    const { flags, positionals, config: read } = invocation;
    const [name = '', surplus] = positionals;
    const flow = Object.hasOwn(FLOWS, name) ? FLOWS[name] : undefined;
    const { csv, out } = flags;
    if (!flow || surplus !== undefined || typeof csv !== 'string' || typeof out !== 'string')
      throw new ConfigError(run.usage);
    if (resolve(csv) === resolve(out)) throw new ConfigError('--out: is the same file as --csv');
    const options = optionsOf(invocation);
    if (flow.tool === 'save_prospects' && !options.list)
      throw new ConfigError('--list: is missing. Example: --list "Berlin SaaS"');
    const config = read();
    const tool = selectTools(await invocation.tools(), config).find(one => one.name === flow.tool);
    if (!tool) throw new ConfigError(`${flow.tool}: is not exposed by this configuration (snovio-mcp tools)`);
    const agreed = flags['max-credits'] !== undefined;
    return execute({ flow, tool, csv, out, maps: mapsOf(flags.map), options, config, agreed });
  },
};

interface Job {
  readonly flow: Flow;
  readonly tool: Tool;
  readonly csv: string;
  readonly out: string;
  readonly maps: readonly string[];
  readonly options: FlowOptions;
  readonly config: Config;
  /** Whether the user named what the run may spend. */
  readonly agreed: boolean;
}

function optionsOf({ flags }: Invocation): FlowOptions {
  const { list, 'on-existing': onExisting } = flags;
  return {
    list: typeof list === 'string' ? list : undefined,
    onExisting: typeof onExisting === 'string' ? onExisting : undefined,
    confirmSending: flags['confirm-sending'] === true,
  };
}

/** A flag that may be repeated arrives as a list. */
function mapsOf(flag: unknown): string[] {
  return Array.isArray(flag) ? flag.map(String) : [];
}

async function execute(job: Job): Promise<number> {
  const table = await Table.open(job.csv, job.flow, job.maps);
  const total = await table.count();
  const output = await Output.open(job.out, table.dialect, table.outHeader, table.expected());
  const progress = new Progress(process.stderr, total, output.rows);
  try {
    const maxCredits = job.flow.paid ? await ceilingOf(job, output.rows) : undefined;
    const { account, ran, signal } = await ask(job, { table, output, progress, maxCredits });
    progress.end();
    if (signal) return interrupted(signal, output, total);
    if (ran.stop !== undefined || output.rows < total) return stopped(ran, output, total, account);
    await output.complete();
    const words = [...ran.statuses].map(([status, count]) => `, ${count} ${status}`).join('');
    process.stdout.write(`${job.out}: ${total} rows${words}. Credits spent: ${ran.spent}.\n`);
    if (ran.statuses.has('error')) process.stderr.write(ERRORS);
    return 0;
  } finally {
    await output.close();
  }
}

interface Open {
  readonly table: Table;
  readonly output: Output;
  readonly progress: Progress;
  readonly maxCredits: number | undefined;
}

/** Runs the rows until they are done, something stands in the way, or the user has enough. */
async function ask(job: Job, { table, output, progress, maxCredits }: Open) {
  const { flow, tool, options, config } = job;
  const app = await openApp(config);
  const leave = new AbortController();
  const stop = (signal: NodeJS.Signals) => leave.abort(signal);
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    const account = app.accounts.ownAccount();
    const asking = {
      flow,
      tool,
      options,
      account,
      policy: app.policy,
      maxCredits,
      waitSeconds: config.waitSeconds ?? DEFAULT_WAIT_SECONDS,
      windowMs: config.rateWindowMs,
      signal: leave.signal,
      tell: (text: string) => progress.tell(text),
    };
    const ran = await runAll(table, output, asking, progress).catch(error => {
      if (leave.signal.aborted && hasCode(error, 'cancelled')) return NOTHING;
      throw error;
    });
    return { ran, account: await account.spending(), signal: leave.signal.aborted && leave.signal.reason };
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await app.close();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const NOTHING: Ran = { spent: 0, statuses: new Map() };
const GOES_ON = 'The same command goes on from there; what is paid for is not paid again.';

const ERRORS =
  'snovio_reason says what went wrong with single rows; in_doubt and task_lost may have been charged and are never paid again by themselves.\n';

function interrupted(signal: string, { rows }: Output, total: number): number {
  process.stderr.write(`Interrupted: ${rows} of ${total} rows are done. ${GOES_ON}\n`);
  return signal === 'SIGTERM' ? 143 : 130;
}

function stopped({ stop, spent }: Ran, { rows }: Output, total: number, { left }: SpendingReport): number {
  const day = left.day === 0 ? " (today's limit, SNOVIO_MAX_CREDITS_PER_DAY)" : '';
  const run = left.process === 0 ? ' (--max-credits)' : '';
  const why = stop ?? 'the input has become shorter';
  process.stderr.write(
    `Stopped: ${inFlags(why)}${day}${run}. ${rows} of ${total} rows are done, credits spent: ${spent}. ${GOES_ON}\n`,
  );
  return 1;
}

/** An agent's advice in the words of the command line. */
function inFlags(why: string): string {
  return why
    .replace('allowSending: true', '--confirm-sending')
    .replace('the id you mean', '--list ID')
    .replace(/\.$/, '');
}

/** What the run may spend. @throws SnovioError `credit_ceiling` with the price when the user has to agree first */
async function ceilingOf({ csv, maps, flow, tool, options, config, agreed }: Job, done: number) {
  if (agreed) return Math.min(config.maxCredits ?? 0, MOST_CREDITS);
  const table = await Table.open(csv, flow, maps);
  await table.skip(done);
  const price = await priceOf(table, flow, tool, options, config);
  const { maxCreditsPerCall: unasked, maxCreditsPerDay: day } = config;
  if (price <= unasked) return price;
  throw new SnovioError('credit_ceiling', {
    message:
      `Up to ${price} credits for these rows; ${unasked} may be spent unasked. To agree, repeat with ` +
      `--max-credits ${price}.${price > day ? ` SNOVIO_MAX_CREDITS_PER_DAY (${day}) stands in the way as well.` : ''}`,
  });
}

/** The most that a call takes; the process's own wall counts on. */
const MOST_CREDITS = 100_000;
