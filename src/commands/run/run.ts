import type { Command } from '../command.ts';
import { CSV_FLOWS } from './flows/index.ts';
import { readJob } from './job.ts';
import { runJob } from './run-job.ts';

const FLOW_NAMES = Object.keys(CSV_FLOWS).join('|');

/** `map`, `position`, `seniority` and `location` may be given several times. */
const OPTIONS = {
  csv: { type: 'string', multiple: false },
  out: { type: 'string', multiple: false },
  map: { type: 'string', multiple: true },
  list: { type: 'string', multiple: false },
  'on-existing': { type: 'string', multiple: false },
  'confirm-sending': { type: 'boolean', multiple: false },
  position: { type: 'string', multiple: true },
  seniority: { type: 'string', multiple: true },
  location: { type: 'string', multiple: true },
  limit: { type: 'string', multiple: false },
  reveal: { type: 'boolean', multiple: false },
  save: { type: 'string', multiple: false },
} as const;

export const run: Command = {
  usage: `Usage: snovio-mcp run ${FLOW_NAMES} --csv IN --out OUT [--max-credits N] [--map field=column …]`,
  help: `Runs a flow over a file of any length. The output keeps the input's columns and adds its own, named snovio_…
Interrupted by Ctrl-C or a crash, the same command goes on where it was; nothing is paid for twice.
Columns are found by their usual names or by --map, e.g. --map "email=Work mail" or --map "email=#3".
--max-credits N is what the run may spend; without it, a run that could cost more than
SNOVIO_MAX_CREDITS_PER_CALL only tells its price. save_prospects is free and takes --list ID or name,
--on-existing skip|update and --confirm-sending (for a list that feeds a running campaign).
leads is find, prepare and save in one: it finds whoever has no address, verifies, and saves who is ready (--save
ready,risky: the risky too) with what the file says of them. A --list that does not exist is created.
find_people takes companies, and writes a row for each lead. It is a free preview unless --reveal pays for addresses,
at most --limit N credits a company (default 25, for as many leads). --position, --seniority and --location "city: Berlin"
may be repeated.`,
  options: OPTIONS,
  run: async invocation => runJob(await readJob(invocation, run.usage)),
};
