// Run as a process of its own: cancels calls in all their phases, closes, and has nothing left that keeps it alive.
import { startHarness } from '../../harness.ts';
import { addresses, PATHS, sent, until, using } from './kit.ts';

for (const generation of ['v1', 'v2'] as const) {
  const h = await startHarness(using(generation, { sandbox: { taskSeconds: [600, 600] } }));
  const { start, read } = PATHS.verify[generation];
  for (const path of [start, read]) {
    const abort = new AbortController();
    const call = h.call('verify_emails', { emails: addresses(12) }, { signal: abort.signal });
    await until(() => sent(h, path).length > 0);
    abort.abort();
    await call.catch(() => {});
  }
  await h.call('verify_emails', { emails: addresses(12), waitSeconds: 1 });
  await h.close();
}
process.stdout.write('left\n');
