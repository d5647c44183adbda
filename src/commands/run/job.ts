import { resolve } from 'node:path';
import { type Config, ConfigError, type Flags } from '../../config/settings.ts';
import { selectTools } from '../../mcp/select-tools.ts';
import type { Tool } from '../../tool.ts';
import type { Invocation } from '../command.ts';
import type { ColumnChoice } from './columns/columns.ts';
import { readOnly } from './columns/only.ts';
import { readOptionsOf } from './files/flags.ts';
import type { ReadOptions } from './files/table.ts';
import { type CsvFlow, type FlowOptions, nameOf } from './flows/flow.ts';
import { CSV_FLOWS } from './flows/index.ts';
import { readRetry, retrying } from './resume/retry.ts';
import { type Settings, settingsOf } from './resume/settings.ts';

/** What the user asked for, checked as far as possible without opening the files. */
export interface Job {
  readonly flow: CsvFlow;
  readonly tool: Tool;
  /** The tool of the flow's second step. */
  readonly nextTool?: Tool | undefined;
  /** Creates the list of `--list` where there is none of that name; undefined: such a name is an error. */
  readonly createList?: Tool | undefined;
  /** The input's path. */
  readonly csv: string;
  /** What the user says about it. */
  readonly read: ReadOptions;
  /** The output's path. */
  readonly out: string;
  readonly columnChoice: ColumnChoice;
  readonly options: FlowOptions;
  readonly config: Config;
  /** What the output's rows depend on. */
  readonly settings: Settings;
  /** Whether the output is begun anew. */
  readonly fresh: boolean;
  /** What the input's rows of an earlier run have to say to be tried again; undefined: all rows are. */
  readonly retry: readonly string[] | undefined;
  /** Whether the user said what the run may spend (`--max-credits`). */
  readonly priceAgreed: boolean;
  /** Whether the user agreed to whatever it costs (`--yes`), within the limits. */
  readonly yes: boolean;
  /** Whether only the estimate is wanted (`--estimate`), and in which form. */
  readonly estimate: 'text' | 'json' | undefined;
}

/**
 * Reads the command line of `run`.
 * @param usage the message for an incomplete command line
 * @param names the flags of the command
 * @throws ConfigError when it is incomplete or contradictory, or the configuration does not expose the tool
 */
export async function readJob(invocation: Invocation, usage: string, names: readonly string[]): Promise<Job> {
  const { flags, positionals } = invocation;
  const [name = '', surplus] = positionals;
  const known = Object.hasOwn(CSV_FLOWS, name) ? CSV_FLOWS[name] : undefined;
  const { csv, out } = flags;
  if (!known || surplus !== undefined) throw new ConfigError(usage);
  if (typeof csv !== 'string') throw new ConfigError('--csv: is missing. Example: --csv leads.csv');
  if (typeof out !== 'string') throw new ConfigError('--out: is missing. Example: --out leads-found.csv');
  if (csv !== '-' && resolve(csv) === resolve(out)) throw new ConfigError('--out: is the same file as --csv');
  if (csv !== '-' && resolve(csv) === resolve(`${out}.part`))
    throw new ConfigError('--csv: is the half-done output of --out. Take the file that it was made of');
  const retry = readRetry(flags.retry, known);
  const flow = retrying(known, retry);
  const options = readOptions(flags);
  const saves = [flow.tool, flow.next?.tool].includes('save_prospects');
  if (saves && !options.list) throw new ConfigError('--list: is missing. Example: --list "Berlin SaaS"');
  const config = invocation.config();
  const all = await invocation.tools();
  const exposed = selectTools(all, config);
  const find = (tool: string) => exposed.find(candidate => candidate.name === tool);
  const need = (tool: string) => find(tool) ?? refuseHidden(nameOf(flow), tool, config);
  return {
    flow,
    tool: need(flow.tool),
    nextTool: flow.next && need(flow.next.tool),
    createList: flow.next && find('create_prospect_list'),
    csv,
    read: readOptionsOf(flags),
    out,
    columnChoice: {
      mappings: stringsOf(flags.map),
      noHeader: flags['no-header'] === true,
      only: readOnly(typeof flags.only === 'string' ? flags.only : undefined),
    },
    options,
    config,
    settings: settingsOf(nameOf(flow), names, flags, config),
    fresh: flags.fresh === true,
    retry,
    priceAgreed: flags['max-credits'] !== undefined,
    yes: flags.yes === true,
    estimate: readEstimate(flags),
  };
}

function readEstimate({ estimate, json }: Flags): Job['estimate'] {
  if (json === true && estimate !== true) throw new ConfigError('--json: belongs to --estimate');
  return estimate === true ? (json === true ? 'json' : 'text') : undefined;
}

function refuseHidden(flow: string, tool: string, { readOnly }: Config): never {
  const needs = flow === tool ? tool : `${flow} needs ${tool}, which`;
  const why = readOnly
    ? 'is hidden by --read-only (SNOVIO_READ_ONLY), since it changes the account'
    : 'is in no toolset of this configuration (--toolsets, SNOVIO_TOOLSETS); snovio-mcp tools lists those that are';
  throw new ConfigError(`${needs} ${why}`);
}

function readOptions({
  list,
  'on-existing': onExisting,
  'confirm-sending': confirmSending,
  position,
  seniority,
  location,
  limit,
  reveal,
  save,
}: Flags): FlowOptions {
  return {
    list: typeof list === 'string' ? list : undefined,
    onExisting: typeof onExisting === 'string' ? onExisting : undefined,
    confirmSending: confirmSending === true,
    positions: stringsOf(position),
    seniority: stringsOf(seniority),
    locations: stringsOf(location),
    limit: readLimit(limit),
    reveal: reveal === true,
    save: readSave(save),
  };
}

/** So many rows fit into one answer of the tool. */
const MOST_LEADS = 50;

function readLimit(flag: unknown): number | undefined {
  if (flag === undefined) return undefined;
  const limit = Number(flag);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LEADS) return limit;
  throw new ConfigError(`--limit: takes a whole number from 1 to ${MOST_LEADS}, leads of a company`);
}

const SAVEABLE = ['ready', 'risky'];

function readSave(flag: unknown): string[] | undefined {
  if (typeof flag !== 'string') return undefined;
  const verdicts = flag.split(',').map(verdict => verdict.trim().toLowerCase());
  const strange = verdicts.find(verdict => !SAVEABLE.includes(verdict));
  if (strange === undefined) return verdicts;
  throw new ConfigError(`--save: ${JSON.stringify(strange)} is not saved; it takes ready, risky or both`);
}

/** A flag that may be repeated arrives as a list. */
function stringsOf(flag: unknown): string[] {
  return Array.isArray(flag) ? flag.map(String) : [];
}
