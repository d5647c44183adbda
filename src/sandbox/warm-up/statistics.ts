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

/** The shares of all that arrived in whole percent, which are 100 together: the largest remainders are rounded up. */
function percentsOf(totals: Arrived): Record<keyof Arrived, number> {
  const places = ['inbox', 'spam', 'categories'] as const;
  const all = places.reduce((sum, place) => sum + totals[place], 0);
  const exact = places.map(place => ({ place, share: all === 0 ? 0 : (100 * totals[place]) / all }));
  const missing = exact.reduce((rest, { share }) => rest - Math.floor(share), all === 0 ? 0 : 100);
  const byRemainder = exact.toSorted((a, b) => (b.share % 1) - (a.share % 1));
  const rounded = byRemainder.map(({ place, share }, index) => [
    place,
    Math.floor(share) + Number(index < missing),
  ]);
  return Object.fromEntries(rounded);
}

/** The statistics of these days [C:ref]. Of a provider, `count` and `percent` are about the inbox, as in the sample. */
export function statisticsOf(days: WarmUpDay[]): object {
  const all = totalsOf(days);
  const percents = percentsOf(all);
  const shareOf = (place: keyof Arrived) => ({ count: all[place], percent: percents[place] });
  return {
    daily_statistics: Object.fromEntries(days.map(day => [day.date, dailyOf(day)])),
    provider_statistics: Object.fromEntries(providersIn(days).map(provider => providerOf(days, provider))),
    deliverability: {
      inbox: shareOf('inbox'),
      spam: shareOf('spam'),
      categories: shareOf('categories'),
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
