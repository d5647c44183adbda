import type { Stage } from '../../src/sandbox/index.ts';
import { startHarness } from '../harness.ts';
import { addresses, until } from '../snovio/flows/kit.ts';
import { hastySandbox, wait } from './kit.ts';
import { subject } from './subjects.ts';
import { creditsCharged, judge, type Verdict } from './tally.ts';

/** Two calls share a batch; the first is cancelled at that stage of the batch's charged request. */
export async function runShared(
  generation: 'v1' | 'v2',
  stage: Stage,
): Promise<{ verdict: Verdict; told: number; charged: number }> {
  const asked = subject(`verify_emails ${generation}`);
  const sandbox = await hastySandbox();
  const env = { SNOVIO_API_GENERATION: generation };
  await using server = await startHarness({ env, reuse: sandbox });
  try {
    const leaving = new AbortController();
    sandbox.faults.add({
      path: asked.charged[0] ?? '',
      kind: 'pass',
      on: async reached => {
        if (reached !== stage) return;
        leaving.abort();
        await wait(30);
      },
    });
    const gone = server.call('verify_emails', { emails: addresses(6, 0) }, { signal: leaving.signal });
    const stays = server.call('verify_emails', { emails: addresses(6, 3) });
    await gone.catch(() => undefined);
    const answer = await stays;
    await until(() => sandbox.charges.length >= 9);
    const again = await server.call('verify_emails', { emails: addresses(9, 0) });
    const told = answer.structured.credits.spent + again.structured.credits.spent;
    return {
      verdict: judge({ subject: asked, sandbox, answer: again, ceiling: 9 }),
      told,
      charged: creditsCharged(sandbox),
    };
  } finally {
    await sandbox.close();
  }
}
