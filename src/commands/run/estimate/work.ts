import type { Generation, Question } from '../../../spending/store.ts';
import { type CsvFlow, chunkRowsOf, type FlowOptions } from '../flows/flow.ts';
import type { RowCounts } from './count-rows.ts';
import { ASSUMED_HITS, type CreditRecord } from './credits.ts';

/** How many polls a task takes on average: fewer in a long run than in a short one, since they come later. */
const POLLS = 1.08;
const V1_POLLS = 1.35;
/** More of them where a second step takes its share of the pace in between. */
const POLLS_BESIDE_STEP = 1.35;
/** Addresses of a call that are looked up one by one at most. */
const MOST_LOOKED_UP = 25;
/** Items of a batch, where Snov.io takes several. */
const BATCH = 10;
/** Rows of a minute that can be saved: between the saves it is looked whether a campaign would mail them. */
const SAVES_A_WINDOW = 57;
/** The share of leads that can be saved, likewise. */
const ASSUMED_READY = 0.8;

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
  /** Campaigns that leads are looked for in. */
  readonly campaigns: number;
}

/**
 * What is left to do.
 * @param most the most credits that the rows can cost: items that are known cost nothing
 */
export function workOf(
  flow: CsvFlow,
  { people, withAddress }: RowCounts,
  most: number,
  { save = ['ready'] }: FlowOptions,
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
      const saved = flow.next ? people * (save.includes('risky') ? 1 : ASSUMED_READY) : 0;
      return {
        ...none,
        verifications: withAddress * unknown,
        searches: (people - withAddress) * unknown,
        saves: saved,
      };
    }
  }
}

/** About how many requests that takes. */
export function requestsOf(flow: CsvFlow, work: Work, { total, done }: RowCounts, outlook: Outlook): number {
  const { verifications, searches, links, companies, saves } = work;
  const perTask = 1 + (flow.next ? POLLS_BESIDE_STEP : POLLS);
  // v1 is asked for what it knows already first.
  const perItem = 2 + V1_POLLS;
  const batches = (items: number) => Math.ceil(items / BATCH);
  const v1 = (question: Question) => outlook.generation(question) === 'v1';
  const chunks = Math.ceil((total - done) / chunkRowsOf(flow));
  return Math.round(
    batches(verifications) * (v1('verify') ? perItem : perTask) +
      (v1('find') && companies === 0 ? searches * perItem : batches(searches) * perTask) +
      (v1('url') ? links * perItem : batches(links) * 2 * perTask) +
      companies * perTask +
      (flow.tool === 'prepare_leads' ? checksOf(work, chunks, outlook) : 0) +
      saves * (60 / SAVES_A_WINDOW),
  );
}

/**
 * Of the leads of a call, each campaign is asked about the addresses that are there, and about those that are found. Where
 * these are few, the account is asked about each of them besides.
 */
function checksOf({ verifications, searches }: Work, chunks: number, outlook: Outlook): number {
  const rounds = [verifications, searches * ASSUMED_HITS].map(items => items / Math.max(1, chunks));
  const checks = rounds.map(addresses =>
    addresses === 0 ? 0 : outlook.campaigns + (addresses <= MOST_LOOKED_UP ? addresses : 0),
  );
  return chunks * checks.reduce((sum, requests) => sum + requests, 0);
}
