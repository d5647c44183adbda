import { createInterface } from 'node:readline';
import { paidCall } from './paid-call.ts';
import { openStoreAt } from './postgres-store.ts';

/** A copy of the server as far as the store sees it: `RUN_MS` on a line of stdin, and the calls that it made on stdout. */
const [url = '', accounts = '1', parallel = '1'] = process.argv.slice(2);
const store = await openStoreAt(url);
let next = 0;

async function work(until: number): Promise<number> {
  let calls = 0;
  while (performance.now() < until) {
    next = (next + 1) % Number(accounts);
    await paidCall(store, `account-${next}`);
    calls += 1;
  }
  return calls;
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const before = process.cpuUsage();
  const until = began + Number(line);
  const calls = await Promise.all(Array.from({ length: Number(parallel) }, () => work(until)));
  const { user, system } = process.cpuUsage(before);
  const ms = performance.now() - began;
  console.log(
    JSON.stringify({ calls: calls.reduce((sum, one) => sum + one, 0), ms, cpuMs: (user + system) / 1000 }),
  );
}
await store.close();
