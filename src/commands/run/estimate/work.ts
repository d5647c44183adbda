import type { Generation, Question } from '../../../spending/store.ts';
import { type CsvFlow, chunkRowsOf } from '../flows/flow.ts';
import type { RowCounts } from './count-rows.ts';
import { ASSUMED_HITS, type CreditRecord } from './credits.ts';

// Documented are 60 requests a minute, tasks that are started and then asked for their result, 10 items in a task of v2,
// and one in a request of v1 [A][B]. How long Snov.io works on a task is documented nowhere, so that how often a result is
// asked for in vain is a GUESS, fitted to the sandbox: at least one poll is due in any case.

/** Polls of a task. Behind the first ones a long run waits for its turn so long that most results are there. */
const POLLS = 1.08;
/** The same where they come sooner: in v1, and where a second step makes the tasks few beside the other requests. */
const EARLY_POLLS = 1.35;
/** Items of a task in v2 [A][B]. */
const BATCH = 10;
/** Addresses of a call that `prepare_leads` looks up one by one at most, by its own rule. */
const MOST_LOOKED_UP = 25;
/** Requests for a saved row: itself, and its share of the looks at the campaigns, which may be 2 s old by our own rule. */
export const REQUESTS_PER_SAVE = 60 / 57;

/** What a flow has to do, after all that is known already. */
export interface Work {
  readonly verifications: number;
  readonly searches: number;
  readonly links: number;
  readonly companies: number;
  readonly saves: number;
}

/** What an estimate goes by. */
export interface Outlook {
  readonly generation: (question: Question) => Generation;
  /** What items of this flow have cost lately, where enough are known to learn from. */
  readonly record: CreditRecord | undefined;
  /** Campaigns that leads are looked for in; undefined where they were not asked for. */
  readonly campaigns: number | undefined;
}

/**
 * What is left to do.
 * @param most the most credits that the rows can cost: items that are known cost nothing
 * @param savedShare the share of people who are saved, where the flow prepares leads first
 */
export function workOf(
  flow: CsvFlow,
  { people, withAddress }: RowCounts,
  most: number,
  savedShare: number,
): Work {
  const none = { verifications: 0, searches: 0, links: 0, companies: 0, saves: 0 };
  switch (flow.tool) {
    case 'verify_emails':
      return { ...none, verifications: Math.min(people, most) };
    case 'find_emails':
      return { ...none, searches: Math.min(people, most) };
    case 'find_prospects_by_url':
      return { ...none, links: Math.min(people, most) };
    case 'find_people':
      return { ...none, companies: people, searches: most };
    case 'save_prospects':
      return { ...none, saves: people };
    default: {
      const unknown = people > 0 ? Math.min(1, most / people) : 0;
      return {
        ...none,
        verifications: withAddress * unknown,
        searches: (people - withAddress) * unknown,
        saves: flow.next ? people * savedShare : 0,
      };
    }
  }
}

/** About how many requests that takes. */
export function requestsOf(flow: CsvFlow, work: Work, { total, done }: RowCounts, outlook: Outlook): number {
  const { verifications, searches, links, companies, saves } = work;
  const perTask = 1 + (flow.next ? EARLY_POLLS : POLLS);
  // v1 is asked for what it knows already first.
  const perItem = 2 + EARLY_POLLS;
  const batches = (items: number) => Math.ceil(items / BATCH);
  const v1 = (question: Question) => outlook.generation(question) === 'v1';
  const chunks = Math.ceil((total - done) / chunkRowsOf(flow));
  return Math.round(
    batches(verifications) * (v1('verify') ? perItem : perTask) +
      (v1('find') && companies === 0 ? searches * perItem : batches(searches) * perTask) +
      (v1('url') ? links * perItem : batches(links) * 2 * perTask) +
      companies * perTask +
      (flow.tool === 'prepare_leads' ? checksOf(work, chunks, outlook) : 0) +
      saves * REQUESTS_PER_SAVE,
  );
}

/**
 * Of the leads of a call, each campaign is asked about the addresses that are there, and about those that are found. Where
 * these are few, the account is asked about each of them besides.
 */
function checksOf({ verifications, searches }: Work, chunks: number, outlook: Outlook): number {
  const rounds = [verifications, searches * ASSUMED_HITS].map(items => items / Math.max(1, chunks));
  const checks = rounds.map(addresses =>
    addresses === 0 ? 0 : (outlook.campaigns ?? 0) + (addresses <= MOST_LOOKED_UP ? addresses : 0),
  );
  return chunks * checks.reduce((sum, requests) => sum + requests, 0);
}
