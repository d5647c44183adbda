import { hasCode, SnovioError } from '../../../src/errors.ts';
import type { Context } from '../../../src/tool.ts';
import { type Campaign, readCampaigns } from '../../shared/campaigns.ts';
import { type KnownProspect, readKnownProspects } from '../../shared/known-prospects.ts';
import { MOST_RECIPIENTS, readRecipients } from '../../shared/recipients.ts';
import { mayMail } from '../../shared/sending.ts';
import { type Objection, objectionOf, type Standing, standingOf } from './recipient-status.ts';

/** What the account knows of an address. */
export interface Finding {
  /** Why it is not to be mailed. */
  readonly objection?: Objection | undefined;
  /** Whether it is a recipient of whom Snov.io does not say how it ended. */
  readonly isUnclear: boolean;
  /** Why the account could not be asked: a reason of `not_run`. */
  readonly unchecked?: string | undefined;
  /** Names of the lists and campaigns that it is in. */
  readonly lists: readonly string[];
  readonly campaigns: readonly string[];
}

export interface AccountCheck {
  readonly findings: ReadonlyMap<string, Finding>;
  /** The first failure of a read. */
  readonly failure: SnovioError | undefined;
  /** Whether it was looked up which lists hold them. */
  readonly hasLists: boolean;
}

/** A look-up is a request for each address, of 60 a minute. More are looked up only where the verdict hangs on it. */
const MOST_LOOKUPS = 25;

/** What the reads of a check have brought so far, by address. */
interface Reads {
  readonly seconds: number;
  readonly standings: Map<string, { campaign: Campaign; standing: Standing }[]>;
  readonly known: Map<string, readonly KnownProspect[]>;
  /** Reasons of `not_run`. */
  readonly unchecked: Map<string, string>;
  failure: SnovioError | undefined;
}

/**
 * Asks the account, free, whether addresses are in its lists and campaigns, and how they stand there. What could not be
 * read is told for each address.
 * @param emails normalised, each once
 * @param seconds how old an answer may be
 * @throws SnovioError what ends the whole call
 */
export async function checkAccount(
  emails: readonly string[],
  seconds: number,
  context: Context,
): Promise<AccountCheck> {
  const reads: Reads = {
    seconds,
    standings: new Map(),
    known: new Map(),
    unchecked: new Map(),
    failure: undefined,
  };
  const campaigns = await readCampaigns(context, 'kept').catch(error => missed(reads, emails, error));
  // A draft has mailed nobody, and mails nobody before the user starts it.
  const asked = (campaigns ?? []).filter(({ status }) => status?.toLowerCase() !== 'draft');
  const running = asked.filter(mayMail);
  const inTurn = [...running, ...asked.filter(campaign => !running.includes(campaign))];
  await Promise.all(inTurn.flatMap(campaign => askCampaign(campaign, emails, reads, context)));
  const hasLists = emails.length <= MOST_LOOKUPS;
  await Promise.all(
    emails.filter(email => needsLookup(email, reads, hasLists)).map(email => lookUp(email, reads, context)),
  );
  const findings = new Map(emails.map(email => [email, findingOf(email, reads)]));
  return { findings, failure: reads.failure, hasLists };
}

function askCampaign(
  campaign: Campaign,
  emails: readonly string[],
  reads: Reads,
  context: Context,
): Promise<void>[] {
  const batches: string[][] = [];
  for (let i = 0; i < emails.length; i += MOST_RECIPIENTS) batches.push(emails.slice(i, i + MOST_RECIPIENTS));
  return batches.map(async batch => {
    const recipients = await readRecipients(campaign.id, batch, context, reads.seconds).catch(error =>
      missed(reads, batch, error),
    );
    if (!recipients) return;
    for (const email of batch) {
      const standing = standingOf(campaign, recipients.get(email));
      if (standing === 'unread') missed(reads, [email], unsaid());
      if (standing === 'unread' || standing === 'absent') continue;
      reads.standings.set(email, [...(reads.standings.get(email) ?? []), { campaign, standing }]);
    }
  });
}

function unsaid(): SnovioError {
  const message =
    'Snov.io does not say whether an address is a recipient of a campaign. Try again; if it stays, report it.';
  return new SnovioError('upstream_malformed', { message });
}

function needsLookup(email: string, { standings, unchecked }: Reads, hasLists: boolean): boolean {
  const all = (standings.get(email) ?? []).map(({ standing }) => standing);
  if (unchecked.has(email) || all.some(isObjection)) return false;
  return hasLists || all.includes('ended');
}

async function lookUp(email: string, reads: Reads, context: Context): Promise<void> {
  try {
    reads.known.set(email, await readKnownProspects(email, context, reads.seconds));
  } catch (error) {
    // Nobody of that address is an answer.
    if (hasCode(error, 'not_found')) reads.known.set(email, []);
    else missed(reads, [email], error);
  }
}

/** Notes what a failed read leaves unchecked. @throws what ends the whole call */
function missed(reads: Reads, emails: readonly string[], error: unknown): undefined {
  const isOver = hasCode(error, 'cancelled', 'not_configured', 'unauthorized');
  if (isOver || !(error instanceof SnovioError)) throw error;
  const reason = error.code === 'rate_limited' ? 'rate_limit' : 'not_checked';
  for (const email of emails) reads.unchecked.set(email, reason);
  reads.failure ??= error;
  return undefined;
}

function isObjection(standing: Standing): standing is Objection {
  return ['unsubscribed', 'bounced', 'replied', 'in_campaign'].includes(standing);
}

function findingOf(email: string, { standings, known, unchecked }: Reads): Finding {
  const rows = standings.get(email) ?? [];
  const prospects = known.get(email) ?? [];
  const entries = prospects.flatMap(({ campaigns }) => campaigns);
  const objection =
    rows.map(({ standing }) => standing).find(isObjection) ??
    (entries.some(({ replies = 0 }) => replies > 0) ? 'replied' : undefined) ??
    entries.map(({ status }) => objectionOf(status)).find(Boolean);
  // Whether they replied is told by a figure only.
  const hasFigure = ({ id }: Campaign) =>
    entries.some(entry => entry.id === id && entry.replies !== undefined);
  return {
    objection,
    isUnclear: rows.some(
      ({ campaign, standing }) => standing === 'unclear' || (standing === 'ended' && !hasFigure(campaign)),
    ),
    unchecked: unchecked.get(email),
    lists: prospects.flatMap(({ lists }) => lists.map(({ id, name }) => name ?? id)),
    campaigns: rows.map(({ campaign }) => campaign.name ?? campaign.id),
  };
}
