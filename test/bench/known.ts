import { expectValid, unknownAddresses } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { instantHarness, instantSandbox } from './instant.ts';
import { directory } from './scratch.ts';
import { quantile, timed } from './stats.ts';
import { count } from './upstream.ts';

const ROUNDS = 50;

/** A call about 100 addresses that the ledger knows all. */
export const known: Part = {
  name: 'known',
  run: async () => {
    const sandbox = await instantSandbox();
    const harness = await instantHarness(sandbox, directory('state'));
    try {
      const emails = unknownAddresses(100);
      expectValid((await harness.call('verify_emails', { emails, maxCredits: 100 })).structured);
      const before = count(sandbox);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        times.push(
          await timed(async () =>
            expectValid((await harness.call('verify_emails', { emails })).structured, 'ledger'),
          ),
        );
      }
      return [
        atMost('100 addresses answered by the ledger, p50', quantile(times, 0.5), 20, { unit: ' ms' }),
        atMost('requests for them', count(sandbox) - before, 0, { digits: 0 }),
      ];
    } finally {
      await harness.close();
      await sandbox.close();
    }
  },
};
