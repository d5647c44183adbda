import { setTimeout as sleep } from 'node:timers/promises';
import { type LoggedRequest, startSandbox } from '../../src/sandbox/index.ts';
import { unknownAddresses } from './addresses.ts';
import { atMost, type Figure, type Part } from './figure.ts';
import { httpClient } from './http-client.ts';
import { type HttpServer, startHttp } from './http-server.ts';
import { directory, program } from './scratch.ts';
import { account } from './server.ts';
import { quantile, timed } from './stats.ts';

const FLOOD = 300;
const WARM_UP = 100;
const BLOCKS = 4;
const CALLS_A_BLOCK = 150;
/** Until all calls of a flood have come in, or those of its end have gone. */
const SETTLE_MS = 1500;

const A = { 'snovio-client-id': 'a', 'snovio-client-secret': 'a' };
const B = { 'snovio-client-id': 'b', 'snovio-client-secret': 'b' };

/** What a tenant notices of another one that keeps 300 slow calls open: both come from one address, without tokens. */
export const tenants: Part = {
  name: 'tenants',
  run: async () => {
    const accounts = ['a', 'b'].map(name => ({ id: name, secret: name, credits: 1_000_000 }));
    const sandbox = await startSandbox({ speed: 100_000, accounts });
    const isSlow = ({ account, path }: LoggedRequest) => account === 'a' && path !== '/v1/oauth/access_token';
    sandbox.faults.add({ path: /./, kind: 'hang', times: Number.POSITIVE_INFINITY, where: isSlow });
    const env = { ...account(sandbox.url), SNOVIO_STATE_DIR: directory('state'), SNOVIO_LOG: 'info' };
    await using server = await startHttp([program(), 'http', '--port', '0'], env);
    const b = httpClient(server.url, B);
    try {
      // The first call pays; the others are answered from the ledger, so that they wait for nothing but the server.
      const emails = unknownAddresses(1);
      const call = () => b.post('tools/call', { name: 'verify_emails', arguments: { emails } });
      await measure(call, WARM_UP);
      const alone: number[] = [];
      const beside: number[] = [];
      for (let block = 0; block < BLOCKS; block++) {
        alone.push(...(await measure(call)));
        const end = await flood(server);
        beside.push(...(await measure(call)));
        await end();
      }
      return [figure(quantile(beside, 0.95), quantile(alone, 0.95))];
    } finally {
      b.close();
      await sandbox.close();
    }
  },
};

function figure(beside: number, alone: number): Figure {
  const from = `${beside.toFixed(2)} / ${alone.toFixed(2)} ms`;
  return atMost(`a call beside ${FLOOD} slow calls of another account, p95, over alone`, beside / alone, 2, {
    from,
  });
}

async function measure(call: () => Promise<unknown>, calls = CALLS_A_BLOCK): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < calls; i++) times.push(await timed(call));
  return times;
}

/** Keeps the calls open, and calls again for each that ends. @returns what ends them */
async function flood({ url }: HttpServer): Promise<() => Promise<void>> {
  const client = httpClient(url, A, FLOOD);
  let over = false;
  const lane = async () => {
    while (!over) {
      const args = { name: 'verify_emails', arguments: { emails: unknownAddresses(1) } };
      // It may be refused when it has waited too long for a place.
      await client.post('tools/call', args).catch(() => sleep(1000));
    }
  };
  const lanes = Array.from({ length: FLOOD }, lane);
  await sleep(SETTLE_MS);
  return async () => {
    over = true;
    client.close();
    await Promise.all(lanes);
    await sleep(SETTLE_MS);
  };
}
