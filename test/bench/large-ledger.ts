import { statSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { unknownAddresses } from './addresses.ts';
import { atMost, type Part, reported } from './figure.ts';
import { listTools } from './listing.ts';
import { directory, program } from './scratch.ts';
import { inTurns, median } from './stats.ts';

const RESULTS = 100_000;
const AT_ONCE = 1000;
const ROUNDS = 15;
const SCOPE = { account: 'a'.repeat(64), question: 'verify' } as const;
const ANSWER = { status: 'valid', disposable: false, webmail: false, gibberish: false };

/** A ledger of a heavy month: how large it is, and whether the server starts as fast with it. */
export const largeLedger: Part = {
  name: 'large-ledger',
  run: async () => {
    const [large, empty] = [directory('large'), directory('empty')];
    await fill(large);
    const startWith = async (path: string) => (await listTools(program(), { SNOVIO_STATE_DIR: path })).ms;
    const works = { large: () => startWith(large), empty: () => startWith(empty) };
    await inTurns(1, works);
    const times = await inTurns(ROUNDS, works);
    const [withLarge, withEmpty] = [median(times.large), median(times.empty)];
    const from = `${withLarge.toFixed(0)} / ${withEmpty.toFixed(0)} ms`;
    const size = statSync(join(large, 'ledger.db')).size / 1e6;
    return [
      reported('ledger of 100,000 paid results, size', `${size.toFixed(1)} MB`),
      atMost('start with it over start with an empty one', withLarge / withEmpty, 1.1, { from }),
    ];
  },
};

/** Every result as a paid call leaves it behind. */
async function fill(path: string): Promise<void> {
  const store = new SqliteStore(path, 30);
  for (let done = 0; done < RESULTS; done += AT_ONCE) {
    const items = unknownAddresses(AT_ONCE);
    const entries = items.map(item => ({ item, input: item, credits: 1 }));
    const { at: sentAt } = await store.claim(SCOPE, entries, {
      generation: 'v2',
      tool: 'verify_emails',
      walls: {},
    });
    const payments = items.map(item => ({ item, sentAt }));
    await store.started(SCOPE, payments, `${done}`.padStart(32, '0'));
    const rest = { credits: 1, provisional: false, open: false, miss: false };
    const endings = payments.map(({ item }) => ({
      item,
      input: item,
      since: 0,
      sentAt,
      answer: ANSWER,
      ...rest,
    }));
    await store.settled(SCOPE, endings, 'v2');
    await store.reported(SCOPE, items);
  }
  await store.close();
}
