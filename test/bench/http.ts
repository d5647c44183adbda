import { spawnSync } from 'node:child_process';
import { tools } from '../../tools/index.ts';
import { unknownAddresses } from './addresses.ts';
import { bareProgram } from './bundle.ts';
import { atLeast, atMost, type Part, reported } from './figure.ts';
import type { HttpClient } from './http-client.ts';
import { startHttp } from './http-server.ts';
import { instantly, instantSandbox } from './instant.ts';
import { directory, program } from './scratch.ts';
import { inTurns, median, timed } from './stats.ts';

const WARM_UP = 100;
const ROUNDS = 400;
const LANES = 16;
const BLOCKS = 35;
const CALLS_A_BLOCK = 160;

/** What the product adds to the SDK's own HTTP handler, in time. */
export const http: Part = {
  name: 'http',
  run: async () => {
    if (!hasCommand()) return [reported('HTTP', 'skipped: this build has no "http" command')];
    const sandbox = await instantSandbox();
    try {
      const bare = await bareProgram('http');
      // What is logged by default is logged here too.
      const env = { ...instantly(sandbox, directory('state')), SNOVIO_LOG: 'info' };
      await using product = await startHttp([program(), 'http', '--port', '0'], env);
      await using echo = await startHttp([bare, '1']);
      await using many = await startHttp([bare, String(tools.length)]);
      return [...(await calls(product.client, echo.client)), await lists(product.client, many.client)];
    } finally {
      await sandbox.close();
    }
  },
};

function hasCommand(): boolean {
  const { status, stdout } = spawnSync(process.execPath, [program(), 'http', '--help'], { encoding: 'utf8' });
  return status === 0 && stdout.includes('snovio-mcp http');
}

async function calls(product: HttpClient, echo: HttpClient) {
  const emails = unknownAddresses(1);
  const answer = () => product.post('tools/call', { name: 'verify_emails', arguments: { emails } });
  const echoed = () => echo.post('tools/call', { name: 'echo', arguments: { text: emails[0] } });
  await answer();
  if (!(await answer()).includes('ledger')) throw new Error('The second answer is not the ledger’s');
  const one = await p50(answer, echoed);
  await inTurns(5, { own: () => rate(answer), bare: () => rate(echoed) });
  const rates = await inTurns(BLOCKS, { own: () => rate(answer), bare: () => rate(echoed) });
  // Block by block: what else the machine does changes more between blocks than within a pair of them.
  const share = median(rates.own.map((own, block) => own / (rates.bare[block] ?? own)));
  const from = `${median(rates.own).toFixed(0)} / ${median(rates.bare).toFixed(0)}`;
  return [
    atMost('tools/call over HTTP from the ledger, p50, over a bare echo', one.ratio, 1.3, { from: one.from }),
    atLeast(`calls a second, ${LANES} parallel, over a bare echo`, share, 0.8, { from }),
  ];
}

async function lists(product: HttpClient, many: HttpClient) {
  const list = (client: HttpClient) => () => client.post('tools/list', {});
  const { ratio, from } = await p50(list(product), list(many));
  return atMost(`tools/list over HTTP, p50, over ${tools.length} bare tools`, ratio, 0.5, { from });
}

async function p50(own: () => Promise<unknown>, bare: () => Promise<unknown>) {
  const works = { own: () => timed(own), bare: () => timed(bare) };
  await inTurns(WARM_UP, works);
  const times = await inTurns(ROUNDS, works);
  const [ours, theirs] = [median(times.own), median(times.bare)];
  return { ratio: ours / theirs, from: `${ours.toFixed(2)} / ${theirs.toFixed(2)} ms` };
}

/** Calls a second. */
async function rate(call: () => Promise<unknown>): Promise<number> {
  let left = CALLS_A_BLOCK;
  const lane = async () => {
    while (left-- > 0) await call();
  };
  const ms = await timed(() => Promise.all(Array.from({ length: LANES }, lane)));
  return CALLS_A_BLOCK / (ms / 1000);
}
