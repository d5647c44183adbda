import type { Command, Options } from '../command.ts';
import { READ_FLAGS } from './files/flags.ts';
import { CSV_FLOWS } from './flows/index.ts';
import { readJob } from './job.ts';
import { runJob } from './run-job.ts';

const FLOW_NAMES = Object.keys(CSV_FLOWS).join('|');

const OPTIONS: Options = {
  csv: {
    type: 'string',
    value: 'FILE',
    isFile: true,
    description: 'the CSV or XLSX file to read; - is stdin',
  },
  out: {
    type: 'string',
    value: 'FILE',
    isFile: true,
    description:
      'the CSV or XLSX file to write, by its name; it keeps the columns of the input and adds its own, named snovio_…; - is stdout, which cannot be gone on with',
  },
  estimate: {
    type: 'boolean',
    description: 'only tell rows, credits, minutes and what limits leave; nothing is spent, nothing written',
  },
  json: { type: 'boolean', description: 'the estimate as JSON on stdout' },
  yes: { type: 'boolean', description: 'agree to what the rows can cost, without being asked' },
  map: {
    type: 'string',
    value: 'FIELD=COLUMN',
    multiple: true,
    names: flow => Object.keys(CSV_FLOWS[flow ?? '']?.fields ?? {}),
    description:
      'where a field stands, if its column has none of the usual names: "email=Work mail", or "email=#3" for the third',
  },
  retry: {
    type: 'string',
    value: 'WORDS',
    description:
      'take an earlier output as --csv, and try only rows again that say so: error (never paid again), or greylisted, unknown, not_found, in_doubt, task_lost (asked and paid anew); the others stay as they are',
  },
  fresh: {
    type: 'boolean',
    description:
      'begin the output anew, and keep what is there under another name; answers that are stored are not paid for again',
  },
  ...READ_FLAGS,
  'no-header': {
    type: 'boolean',
    description: 'the first row is data; name the columns by their numbers: --map "email=#3"',
  },
  only: {
    type: 'string',
    value: 'WORDS',
    description:
      'only rows of which an earlier step says so in its snovio_ columns: valid, or ready,risky; the others are written as skipped',
  },
  list: {
    type: 'string',
    value: 'LIST',
    only: ['save_prospects', 'leads'],
    description:
      'the id or exact name of the list that people are saved to; leads creates a list that does not exist',
  },
  'on-existing': {
    type: 'string',
    value: 'WHAT',
    values: ['skip', 'update'],
    only: ['save_prospects', 'leads'],
    description: 'what to do with people that you have already',
  },
  'confirm-sending': {
    type: 'boolean',
    only: ['save_prospects', 'leads'],
    description: 'save also to a list that feeds a running campaign: these people are mailed',
  },
  save: {
    type: 'string',
    value: 'VERDICTS',
    only: ['leads'],
    description: 'who is saved: ready (if nothing is said), or ready,risky',
  },
  position: {
    type: 'string',
    value: 'TITLE',
    multiple: true,
    only: ['find_people'],
    description: 'the position that people have, such as "Head of Sales"',
  },
  seniority: {
    type: 'string',
    value: 'LEVEL',
    multiple: true,
    only: ['find_people'],
    values: ['c_level', 'vp_level', 'director_level', 'manager_level', 'staff'],
    description: 'the level that people have',
  },
  location: {
    type: 'string',
    value: 'PLACE',
    multiple: true,
    only: ['find_people'],
    description: 'where people are, such as "city: Berlin"',
  },
  limit: {
    type: 'string',
    value: 'N',
    only: ['find_people'],
    description:
      'leads of a company, from 1 to 50 and 25 unless said; with --reveal also the credits that it may cost',
  },
  reveal: {
    type: 'boolean',
    only: ['find_people'],
    description: 'find addresses too, and pay for them; without it the search is a free preview',
  },
};

export const run: Command = {
  summary: 'a flow over a file of any length, resumable',
  usage: `Usage: snovio-mcp run ${FLOW_NAMES} --csv IN --out OUT [--max-credits N] [--map field=column …]`,
  help: `Runs a flow over a file of any length. Your cells come back as you wrote them; its own are added, named snovio_…
Interrupted by Ctrl-C or a crash, the same command goes on where it was; nothing is paid for twice.

A run that could cost more than SNOVIO_MAX_CREDITS_PER_CALL is asked about on a terminal, and only tells its price elsewhere.
--max-credits N agrees to N credits, --yes to what the rows can cost. save_prospects is free. leads finds, verifies and saves in one go.`,
  options: OPTIONS,
  subject: {
    noun: 'flow',
    listedBy: 'snovio-mcp help run',
    choices: () => Object.entries(CSV_FLOWS).map(([name, { summary }]) => ({ name, meaning: summary })),
  },
  mostArguments: 1,
  examples: [
    'snovio-mcp run leads --csv export.csv --out leads.csv --list "Berlin SaaS"',
    'snovio-mcp run find_people --csv companies.csv --out people.csv --position "Head of Sales" --limit 3',
    'snovio-mcp run find_emails --csv leads.csv --out found.csv --map "domain=Web site"',
    'snovio-mcp run verify_emails --csv leads.csv --out checked.csv --max-credits 500',
    'snovio-mcp run save_prospects --csv people.csv --out saved.csv --list "Berlin SaaS" --on-existing update',
  ],
  run: async invocation => runJob(await readJob(invocation, run.usage, Object.keys(OPTIONS))),
};
