import { z } from 'zod';
import type { ToolReader } from './tool-reader.ts';

/** The most answers of a listing that are read on. An answer holds hundreds of rows. */
const MOST_ANSWERS = 5;

const Row = z.looseObject({ id: z.string(), name: z.string().optional() });

/** A list or campaign among all of the account. */
export type Row = z.output<typeof Row>;

/** The listings of what an account names. */
const LISTINGS = {
  lists: 'get_user_lists',
  campaigns: 'get_user_campaigns',
} as const;

export type Kind = keyof typeof LISTINGS;

/**
 * All lists or campaigns, read on where one answer does not hold them.
 * @param age `kept`: up to a minute old; `fresh`: asked anew
 * @throws SnovioError
 */
export async function allRows(tools: ToolReader, kind: Kind, age: 'kept' | 'fresh'): Promise<Row[]> {
  const rows: Row[] = [];
  let next: unknown;
  for (let answers = 0; answers < MOST_ANSWERS; answers += 1) {
    const args = { limit: 1000, ...(typeof next === 'string' && { next }) };
    const read = age === 'kept' ? tools.kept(LISTINGS[kind], args) : tools.run(LISTINGS[kind], args);
    const answer = await read;
    rows.push(...z.array(Row).parse(answer[kind]));
    next = answer.next;
    if (next === undefined) break;
  }
  return rows;
}
