import { setTimeout as sleep } from 'node:timers/promises';
import { expectValid, unknownAddresses } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { instantly, instantSandbox } from './instant.ts';
import { directory } from './scratch.ts';
import { startServer } from './server.ts';
import { count, START } from './upstream.ts';

const CALLS = 20;
const ROUNDS = 10;

/** Calls about one address each that come at once share the requests that they cost. */
export const gather: Part = {
  name: 'gather',
  run: async () => {
    const sandbox = await instantSandbox();
    try {
      await using server = await startServer(sandbox, instantly(sandbox, directory('state')));
      const starts: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const before = count(sandbox, START);
        const answers = unknownAddresses(CALLS).map(email => server.verify([email]));
        for (const answer of await Promise.all(answers)) expectValid(answer);
        starts.push(count(sandbox, START) - before);
        await sleep(50);
      }
      const from = `most of ${ROUNDS} rounds: ${starts.join(' ')}`;
      const most = Math.max(...starts);
      return [atMost('starts for 20 single-address calls at once', most, 2, { digits: 0, from })];
    } finally {
      await sandbox.close();
    }
  },
};
