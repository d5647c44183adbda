import { answers } from './answers.ts';
import { bulk } from './bulk.ts';
import { disk } from './disk.ts';
import { type Figure, type Part, reported, table } from './figure.ts';
import { gather } from './gather.ts';
import { hostile } from './hostile.ts';
import { http } from './http.ts';
import { known } from './known.ts';
import { largeLedger } from './large-ledger.ts';
import { leads } from './leads.ts';
import { position } from './position.ts';
import { postgres } from './postgres.ts';
import { push } from './push.ts';
import { replies } from './replies.ts';
import { requests } from './requests.ts';
import { reveals } from './reveals.ts';
import { single } from './single.ts';
import { spreadsheetPart } from './spreadsheet.ts';
import { start } from './start.ts';
import { tenants } from './tenants.ts';
import { tokens } from './tokens.ts';
import { toolsets } from './toolsets.ts';

const parts: readonly Part[] = [
  requests,
  push,
  reveals,
  leads,
  position,
  single,
  bulk,
  start,
  toolsets,
  tokens,
  answers,
  replies,
  disk,
  known,
  gather,
  largeLedger,
  http,
  hostile,
  tenants,
  spreadsheetPart,
  postgres,
];

// Figures that miss their reach are told, not punished: what a busy machine measures must not fail anything.
const names = process.argv.slice(2);
const unknown = names.filter(name => !parts.some(part => part.name === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Parts: ${parts.map(part => part.name).join(', ')}`);
  process.exit(2);
}

const chosen = parts.filter(part => names.length === 0 || names.includes(part.name));
const figures = new Map<Part, Figure[]>();
for (const part of chosen.filter(one => !one.waits)) await run(part);
await Promise.all(chosen.filter(one => one.waits).map(run));
console.log(table(chosen.flatMap(part => figures.get(part) ?? [])));

async function run(part: Part): Promise<void> {
  console.error(`… ${part.name}`);
  try {
    figures.set(part, await part.run());
  } catch (error) {
    // The other parts' figures are worth having all the same.
    console.error(error);
    figures.set(part, [reported(part.name, 'crashed, see above')]);
    process.exitCode = 1;
  }
}
