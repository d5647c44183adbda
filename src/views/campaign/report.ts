import { listOf, numberOf, recordOf, textOf } from '../shared/values.ts';

/** How many people, and how often; each missing where it is not told. */
export interface Count {
  readonly people: number | undefined;
  readonly events: number | undefined;
}

/** What has become of the mails of one subject, each as often as it happened. */
export interface Step {
  readonly subject: string;
  readonly sent: number | undefined;
  readonly opened: number | undefined;
  readonly clicked: number | undefined;
  readonly replied: number | undefined;
  readonly bounced: number | undefined;
}

/** What `get_campaign_report` answers, as far as the card shows it. */
export interface Report {
  readonly campaignId: string | undefined;
  readonly name: string | undefined;
  readonly status: string | undefined;
  readonly listName: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string | undefined;
  /** Days, where the report is about some days only. */
  readonly dateFrom: string | undefined;
  readonly dateTo: string | undefined;
  readonly progressPercent: number | undefined;
  readonly unfinished: number | undefined;
  readonly mailsSent: number | undefined;
  readonly mailsBounced: number | undefined;
  /** By the names of the answer, such as `contactedByEmail`. */
  readonly counts: Readonly<Record<string, Count>>;
  /** In percent, by the names of the answer. */
  readonly rates: Readonly<Record<string, number | undefined>>;
  /** Undefined where the days are too many for them. */
  readonly steps: readonly Step[] | undefined;
  readonly missing: readonly { readonly part: string; readonly reason: string }[];
}

/** @returns undefined where the answer is no report */
export function readReport(answer: Readonly<Record<string, unknown>>): Report | undefined {
  if (typeof answer.counts !== 'object' || answer.counts === null) return undefined;
  const mails = recordOf(answer.mails);
  return {
    campaignId: textOf(answer.campaignId),
    name: textOf(answer.name),
    status: textOf(answer.status),
    listName: textOf(answer.listName),
    startedAt: textOf(answer.startedAt),
    dateFrom: textOf(answer.dateFrom),
    dateTo: textOf(answer.dateTo),
    progressPercent: percentOf(answer.progressPercent),
    unfinished: countOf(answer.unfinished),
    mailsSent: countOf(mails.sent),
    mailsBounced: countOf(mails.bounced),
    counts: mapped(answer.counts, ({ people, events }) => ({
      people: countOf(people),
      events: countOf(events),
    })),
    rates: mapped(answer.ratesPercent, (_, rate) => percentOf(rate)),
    steps: readSteps(answer),
    missing: listOf(answer.missing).map(entry => {
      const { part, reason } = recordOf(entry);
      return { part: textOf(part) ?? '', reason: textOf(reason) ?? '' };
    }),
  };
}

function readSteps(answer: Readonly<Record<string, unknown>>): readonly Step[] | undefined {
  if (!Array.isArray(answer.bySubject)) return undefined;
  return answer.bySubject.map(recordOf).map(row => ({
    subject: textOf(row.subject) ?? '',
    sent: countOf(row.sent),
    opened: countOf(row.opened),
    clicked: countOf(row.clicked),
    replied: countOf(row.replied),
    bounced: countOf(row.bounced),
  }));
}

/** Whether the campaign has done nothing yet, as far as the report knows. */
export function isEmpty({ counts, mailsSent }: Report): boolean {
  const numbers = Object.values(counts).flatMap(({ people, events }) => [people, events]);
  const told = [...numbers, mailsSent].filter(number => number !== undefined);
  return told.length > 0 && told.every(number => number === 0);
}

function mapped<T>(
  fields: unknown,
  read: (entry: Readonly<Record<string, unknown>>, value: unknown) => T,
): Record<string, T> {
  const entries = Object.entries(recordOf(fields));
  return Object.fromEntries(entries.map(([name, value]) => [name, read(recordOf(value), value)]));
}

/** Undefined for what nobody can have counted. */
function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

function percentOf(value: unknown): number | undefined {
  const percent = numberOf(value);
  return percent !== undefined && percent >= 0 && percent <= 100 ? percent : undefined;
}
