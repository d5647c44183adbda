import type { SharedStore } from './store-contract.ts';

/** A memory, and two processes that share it. */
export async function openTwo(start: () => Promise<SharedStore>) {
  const shared = await start();
  return { shared, one: await shared.open(), other: await shared.open() };
}

/** Closes them, one after the other. */
export async function closeAll(...all: { close(): Promise<void> }[]): Promise<void> {
  for (const each of all) await each.close();
}
