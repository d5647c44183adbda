/** Whether all is tried that can be: in `npm run test:deep`. */
export const isDeep = process.env.TEST_DEPTH === 'deep';

/**
 * What is tried of all: everything in `npm run test:deep`, else every nth.
 * @param turn where the sample begins: with another one each time, the samples together hold everything
 */
export function sampleOf<T>(all: readonly T[], nth: number, turn = 0): readonly T[] {
  return isDeep ? all : all.filter((_, place) => (place + turn) % nth === 0);
}
