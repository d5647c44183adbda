import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Harness } from '../harness.ts';
import { expectValid, unknownAddresses } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { instantHarness, instantSandbox } from './instant.ts';
import { directory } from './scratch.ts';
import { inTurns, quantile, timed } from './stats.ts';

const WARM_UP = 20;
const ROUNDS = 150;

/** What it costs a paid call that its payment is safe on disk before it leaves. */
export const disk: Part = {
  name: 'disk',
  run: async () => {
    const sandbox = await instantSandbox();
    const onDisk = await instantHarness(sandbox, directory('state'));
    const inMemory = await instantHarness(sandbox);
    const commit = committer(directory('commits'));
    try {
      const works = {
        disk: () => paidCall(onDisk),
        memory: () => paidCall(inMemory),
        commit: () => timed(async () => commit.once()),
      };
      await inTurns(WARM_UP, works);
      const times = await inTurns(ROUNDS, works);
      const [disk, memory] = [quantile(times.disk, 0.5), quantile(times.memory, 0.5)];
      const one = quantile(times.commit, 0.5);
      const from = `(${disk.toFixed(1)} − ${memory.toFixed(1)}) / ${one.toFixed(2)} ms`;
      return [
        atMost(
          'paid call, ledger on disk less in memory, over one commit of that disk, p50',
          (disk - memory) / one,
          3,
          {
            from,
          },
        ),
      ];
    } finally {
      await onDisk.close();
      await inMemory.close();
      await sandbox.close();
      commit.close();
    }
  },
};

/** Gathering is the same with both ledgers, so the difference is free of it. */
function paidCall(harness: Harness): Promise<number> {
  const emails = unknownAddresses(1);
  return timed(async () => expectValid((await harness.call('verify_emails', { emails })).structured, 'v2'));
}

function committer(path: string): { once: () => void; close: () => void } {
  const db = new DatabaseSync(join(path, 'commits.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE one (at INTEGER) STRICT');
  const insert = db.prepare('INSERT INTO one (at) VALUES (?)');
  return { once: () => insert.run(Date.now()), close: () => db.close() };
}
