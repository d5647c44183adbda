/** '' in `npm test`, 'deep' in `npm run test:deep`, 'every' where nothing is left out (`npm run test:every`). */
const DEPTH = process.env.TEST_DEPTH;

/** Whether more is tried than in `npm test`, and commands in processes of their own. */
export const isDeep = DEPTH === 'deep' || DEPTH === 'every';
/** Whether nothing is left out. */
export const isEvery = DEPTH === 'every';

/** How many times more of all is tried in `npm run test:deep`. */
const DEEPER = 6;

/** TEST_TURN: the sample of `npm run test:deep`, another one each day. Setting it repeats one. */
const TURN = DEPTH === 'deep' ? Number(process.env.TEST_TURN) : 0;

/**
 * What is tried of all: in `npm test` every nth, always the same; in `npm run test:deep` six times as much, something else
 * each day; else everything.
 * @param turn where the sample begins: with another one each time, the samples together hold everything
 */
export function sampleOf<T>(all: readonly T[], nth: number, turn = 0): readonly T[] {
  const step = isEvery ? 1 : isDeep ? Math.ceil(nth / DEEPER) : nth;
  return all.filter((_, place) => (place + turn + TURN) % step === 0);
}
