import type { Arrived, WarmUpDay } from '../state/warm-ups.ts';

/** Ids and names that the statistics call the providers by [C:ref]; the third is a GUESS. */
const PROVIDERS: Record<string, { id: number; name: string }> = {
  gmail: { id: 1, name: 'google' },
  microsoft: { id: 2, name: 'outlook' },
  other: { id: 3, name: 'other' },
};

/** Mails by the place where they arrived. */
export function totalsOf(days: WarmUpDay[], provider?: string): Arrived {
  const parts = days.flatMap(({ arrived }) =>
    Object.entries(arrived).filter(([name]) => provider === undefined || name === provider),
  );
  const sum = (place: keyof Arrived) => parts.reduce((total, [, part]) => total + part[place], 0);
  return { inbox: sum('inbox'), spam: sum('spam'), categories: sum('categories') };
}

/** A share of all that arrived, in whole percent. */
export function percentOf(count: number, { inbox, spam, categories }: Arrived): number {
  const all = inbox + spam + categories;
  return all === 0 ? 0 : Math.round((100 * count) / all);
}

/** The statistics of these days [C:ref]. Of a provider, `count` and `percent` are about the inbox, as in the sample. */
export function statisticsOf(days: WarmUpDay[]): object {
  const all = totalsOf(days);
  const shareOf = (count: number) => ({ count, percent: percentOf(count, all) });
  return {
    daily_statistics: Object.fromEntries(days.map(day => [day.date, dailyOf(day)])),
    provider_statistics: Object.fromEntries(providersIn(days).map(provider => providerOf(days, provider))),
    deliverability: {
      inbox: shareOf(all.inbox),
      spam: shareOf(all.spam),
      categories: shareOf(all.categories),
    },
  };
}

function dailyOf(day: WarmUpDay): object {
  const { inbox, spam, categories } = totalsOf([day]);
  return {
    emails_sent: day.sent,
    replies: day.replies,
    bounces: day.bounces,
    spam_emails: spam,
    inbox_emails: inbox,
    categories_emails: categories,
    scheduled: day.scheduled,
  };
}

function providersIn(days: WarmUpDay[]): string[] {
  return Object.keys(PROVIDERS).filter(provider => days.some(({ arrived }) => arrived[provider]));
}

/** Only Gmail sorts mail into categories; the sample's other provider has no such key [C:ref]. */
function providerOf(days: WarmUpDay[], provider: string): [name: string, statistics: object] {
  const totals = totalsOf(days, provider);
  const { inbox, spam, categories } = totals;
  const { id, name } = PROVIDERS[provider] ?? { id: 0, name: provider };
  const facts = { id, count: inbox, spam, percent: percentOf(inbox, totals) };
  return [name, provider === 'gmail' ? { ...facts, categories } : facts];
}
